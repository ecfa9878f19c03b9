import { writeFileSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { pathToFileURL } from 'node:url';
import { chromium as options } from './support/machine.mjs';
import { started } from './support/page.mjs';
const [file, doProfile] = process.argv.slice(2);
const browser = await chromium.launch(options);
const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'de-DE' })).newPage();
await page.goto(`${pathToFileURL(file)}#/capacity`);
await started(page);
await page.evaluate(() => document.querySelectorAll('details').forEach(one => { one.open = true; }));
const reps = page.locator('[id="capacity.reps"]');
await reps.fill('40'); await reps.press('Tab');
await page.locator('#cell-39-11').waitFor();
await page.waitForTimeout(1500);
await page.evaluate(() => {
  const done = start => new Promise(ok => requestAnimationFrame(() => { const js = performance.now() - start; setTimeout(() => ok([js, performance.now() - start]), 0); }));
  globalThis.change = (id, value) => { const f = document.getElementById(id); f.value = value; const s = performance.now(); f.dispatchEvent(new Event('change', { bubbles: true })); return done(s); };
  globalThis.clickOn = find => { const b = find(); const s = performance.now(); b.click(); return done(s); };
});
const cdp = await page.context().newCDPSession(page);
const out = {};
const median = l => [...l].sort((a, b) => a - b)[l.length >> 1];
for (const what of ['meeting', 'holiday', 'campaign']) {
  if (doProfile) { await cdp.send('Profiler.enable'); await cdp.send('Profiler.setSamplingInterval', { interval: 200 }); await cdp.send('Profiler.start'); }
  const js = [], all = [];
  const rounds = what === 'campaign' ? 3 : 9;
  for (let r = 0; r < rounds; r++) {
    const [a, b] = await page.evaluate(([what, r]) => what === 'meeting' ? change('meetings.weekly_hours', String(3 + r))
      : what === 'holiday' ? clickOn(() => document.querySelector('.holidays input[type=checkbox]'))
      : clickOn(() => [...document.querySelectorAll('button')].find(one => /4[.,]000/.test(one.textContent))), [what, r]);
    js.push(a); all.push(b);
    await page.waitForTimeout(500);
  }
  console.log(what, `script ${median(js).toFixed(1)} all ${median(all).toFixed(1)}  (${all.map(x => x.toFixed(0)).join(' ')})`);
  if (doProfile) {
    const { profile } = await cdp.send('Profiler.stop');
    const by = new Map(); profile.samples.forEach((id, n) => by.set(id, (by.get(id) || 0) + profile.timeDeltas[n]));
    const self = new Map(), total = new Map();
    const nodes = new Map(profile.nodes.map(n => [n.id, n]));
    const sum = n => { let t = by.get(n.id) || 0; for (const c of n.children || []) t += sum(nodes.get(c)); n.t = t; return t; };
    sum(profile.nodes[0]);
    const walk = (n, seen) => { const f = n.callFrame.functionName || n.callFrame.url.slice(-20) + ':' + n.callFrame.lineNumber; self.set(f, (self.get(f) || 0) + (by.get(n.id) || 0)); const first = !seen.has(f); if (first) { total.set(f, (total.get(f) || 0) + n.t); seen.add(f); } for (const c of n.children || []) walk(nodes.get(c), seen); if (first) seen.delete(f); };
    walk(profile.nodes[0], new Set());
    const show = m => [...m].filter(([f]) => !/idle|root|program/.test(f)).sort((a, b) => b[1] - a[1]).slice(0, 45).map(([f, t]) => `${(t / 1000 / rounds).toFixed(2)} ${f.slice(0, 170)}`).join('\n');
    writeFileSync(`/tmp/prof_${what}.txt`, 'SELF\n' + show(self) + '\nTOTAL\n' + show(total));
  }
}
await browser.close();

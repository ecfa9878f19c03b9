import { writeFileSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { pathToFileURL } from 'node:url';
import { chromium as options } from './support/machine.mjs';
import { started, openFiles } from './support/page.mjs';
const [file, csv, doProfile] = process.argv.slice(2);
const browser = await chromium.launch(options);
const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'de-DE' })).newPage();
await page.addInitScript(() => { globalThis.marks = []; const W = Worker; globalThis.Worker = class extends W { constructor(...a) { super(...a); this.addEventListener('message', () => globalThis.marks.push(['arrive', performance.now()])); } }; });
await page.goto(`${pathToFileURL(file)}#/data`);
await started(page);
const t0 = Date.now();
await openFiles(page, csv);
console.log('import', Date.now() - t0);
await page.evaluate(() => { location.hash = '#/funnel'; });
await page.locator('main figure.chart[aria-busy=false] svg').first().waitFor();
await page.locator('data[data-figure^="month."]').first().waitFor({ state: 'attached', timeout: 60_000 });
await page.evaluate(() => {
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (...a) { globalThis.marks.push(['post', performance.now()]); if (!this.heard) { this.heard = 1; this.addEventListener('message', () => globalThis.marks.push(['answer', performance.now()])); } return post.apply(this, a); };
});
const cdp = await page.context().newCDPSession(page);
const workers = [];
let nextId = 1; const waiting = new Map();
cdp.on('Target.attachedToTarget', e => { if (e.targetInfo.type === 'worker') workers.push(e.sessionId); });
cdp.on('Target.receivedMessageFromTarget', e => { const m = JSON.parse(e.message); if (waiting.has(m.id)) { waiting.get(m.id)(m.result ?? m.error); waiting.delete(m.id); } });
const toWorker = (method, params = {}) => new Promise(ok => { const id = nextId++; waiting.set(id, ok); cdp.send('Target.sendMessageToTarget', { sessionId: workers.at(-1), message: JSON.stringify({ id, method, params }) }); });
if (doProfile === 'w') { await cdp.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false }); await page.waitForTimeout(300); console.log('workers', workers.length); await toWorker('Profiler.enable'); await toWorker('Profiler.setSamplingInterval', { interval: 200 }); await toWorker('Profiler.start'); }
else if (doProfile) { await cdp.send('Profiler.enable'); await cdp.send('Profiler.setSamplingInterval', { interval: 200 }); await cdp.send('Profiler.start'); }
const rounds = 12;
const out = await page.evaluate(async rounds => {
  const drawn = () => new Promise(ok => requestAnimationFrame(() => setTimeout(ok)));
  const chart = document.querySelector('main figure.chart');
  const until = holds => new Promise(ok => { if (holds()) return ok(); const o = new MutationObserver(() => { if (holds()) { o.disconnect(); ok(); } }); o.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true }); });
  const settled = () => !document.querySelector('main .stale');
  const chip = [...document.querySelectorAll('.filter-bar .chip')].find(c => c.textContent.startsWith('Quelle'));
  const boxes = [...document.getElementById(chip.getAttribute('popovertarget')).querySelectorAll('input[type=checkbox]')];
  const times = [];
  for (let i = 0; i < rounds; i++) {
    do { await until(settled); await new Promise(ok => setTimeout(ok, 300)); } while (!settled());
    const before = chart.querySelector('.drawing').innerHTML;
    globalThis.marks.length = 0;
    const start = performance.now();
    boxes[i % boxes.length].click();
    const clicked = performance.now() - start;
    await until(() => chart.ariaBusy === 'false' && chart.querySelector('.drawing').innerHTML !== before);
    const changed = performance.now() - start;
    await drawn();
    const m = globalThis.marks;
    times.push({ clicked, post: m.find(x => x[0] === 'post')?.[1] - start, arrive: m.find(x => x[0] === 'arrive')?.[1] - start, answer: m.find(x => x[0] === 'answer')?.[1] - start, changed, drawn: performance.now() - start });
  }
  return times;
}, rounds);
const med = k => [...out.map(o => o[k])].sort((a, b) => a - b)[out.length >> 1].toFixed(0);
console.log(Object.keys(out[0]).map(k => `${k} ${med(k)}`).join('  '));
if (doProfile) {
  const { profile } = doProfile === 'w' ? await toWorker('Profiler.stop') : await cdp.send('Profiler.stop');
  const by = new Map(); profile.samples.forEach((id, n) => by.set(id, (by.get(id) || 0) + profile.timeDeltas[n]));
  const self = new Map(), total = new Map();
  const nodes = new Map(profile.nodes.map(n => [n.id, n]));
  const sum = n => { let t = by.get(n.id) || 0; for (const c of n.children || []) t += sum(nodes.get(c)); n.t = t; return t; };
  sum(profile.nodes[0]);
  const walk = (n, seen) => { const f = n.callFrame.functionName || n.callFrame.url.slice(-20) + ':' + n.callFrame.lineNumber; self.set(f, (self.get(f) || 0) + (by.get(n.id) || 0)); const first = !seen.has(f); if (first) { total.set(f, (total.get(f) || 0) + n.t); seen.add(f); } for (const c of n.children || []) walk(nodes.get(c), seen); if (first) seen.delete(f); };
  walk(profile.nodes[0], new Set());
  const show = m => [...m].filter(([f]) => !/idle|root|program/.test(f)).sort((a, b) => b[1] - a[1]).slice(0, 45).map(([f, t]) => `${(t / 1000 / rounds).toFixed(2)} ${f.slice(0, 170)}`).join('\n');
  writeFileSync('/tmp/prof_funnel.txt', 'SELF\n' + show(self) + '\nTOTAL\n' + show(total));
}
await browser.close();

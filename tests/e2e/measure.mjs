// Measures the built page in Chromium over file://: `cargo xtask bench` runs it.
//
//   start            navigation to the drawn page, with a cold context each time
//   slider           an input event to the first view drawn anew, on the quota page, and to the whole of it, which
//                    follows a frame later
//   simulation       10,000 years of the example: from the question's arrival in the worker to its answer
//   import           rows per second, the longest gap between two frames meanwhile, and the memory it takes: the
//                    worker's, and the whole renderer's, with a file given as argument:
//                    `node tests/e2e/measure.mjs FILE.csv`
//   filter           with the same file: a word chosen in a filter of the funnel page to the funnel drawn anew, and
//                    to the whole page
//   cancel           a click on "cancel" at a tenth, a half and nine tenths of that file, until the page is at rest with
//                    the demo data it had before
import { existsSync, readFileSync, statSync } from 'node:fs';
import { chromium } from '@playwright/test';
import puppeteer from 'puppeteer-core';
import { Folder } from './support/folder.mjs';
import { chromium as options } from './support/machine.mjs';
import { openDemo, openFiles, started } from './support/page.mjs';
import { simulationsOf, watchSimulations } from './support/simulations.mjs';

const [csv] = process.argv.slice(2);
const folder = new Folder();
const url = folder.copyPage();
const browser = await chromium.launch(options);

const sorted = values => [...values].sort((a, b) => a - b);
const median = values => sorted(values)[values.length >> 1];
const row = (name, text) => console.log(`${name.padEnd(10)} ${text}`);

/** Notes when the app was drawn first, by the page's own clock. Runs in the browser before the page. */
function noteStart() {
  globalThis.drawnAt = new Promise(ok => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector('main')) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => ok(performance.now())));
    }).observe(document, { childList: true, subtree: true });
  });
}

async function withPage(work) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  try {
    await context.addInitScript(noteStart);
    const page = await context.newPage();
    await page.goto(`${url}#/quota`);
    await started(page);
    return await work(page);
  } finally {
    await context.close();
  }
}

const starts = [];
for (let i = 0; i < 10; i++) starts.push(await withPage(page => page.evaluate(() => globalThis.drawnAt)));
row('start', `median ${median(starts).toFixed(0)} ms, slowest ${Math.max(...starts).toFixed(0)} ms (goal 500 ms)`);

/** Moves a slider back and forth; each time until the layout is done. Runs in the browser. */
async function moveSlider(steps) {
  const slider = document.querySelector('main input[type=range]');
  const [min, max] = [Number(slider.min || 0), Number(slider.max || 100)];
  const times = [];
  for (let i = 0; i < steps; i++) {
    await new Promise(requestAnimationFrame);
    slider.value = String(min + ((max - min) * ((i * 7) % 20)) / 20);
    const before = performance.now();
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    // Leptos runs its effects in microtasks; a message comes after all of them.
    await new Promise(ok => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ok;
      port2.postMessage(0);
    });
    document.body.getBoundingClientRect();
    const first = performance.now() - before;
    await new Promise(requestAnimationFrame);
    await new Promise(ok => setTimeout(ok));
    document.body.getBoundingClientRect();
    times.push({ first, whole: performance.now() - before });
  }
  return times;
}

await withPage(async page => {
  if (!(await page.locator('main input[type=range]').count())) return row('slider', 'there is none on the quota page');
  const times = await page.evaluate(moveSlider, 60);
  const first = times.map(time => time.first);
  row('slider', `first view: median ${median(first).toFixed(1)} ms, slowest ${Math.max(...first).toFixed(1)} ms (goal 16 ms)`);
  row('', `whole page: median ${median(times.map(time => time.whole)).toFixed(1)} ms, waiting for the frame included`);
});

// The example with 10,000 years at rest, as its own link would open it.
const TEN_THOUSAND = JSON.stringify({ format: 'trichterwerk.scenarios', version: 2, base: { 'simulation.trials': 10_000 }, scenarios: [] });
{
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  await context.addInitScript(text => localStorage.setItem('trichterwerk.scenarios', text), TEN_THOUSAND);
  const page = await context.newPage();
  await page.goto(`${url}#/quota`);
  await started(page);
  const worker = page.workers()[0] ?? (await page.waitForEvent('worker'));
  await watchSimulations(worker);
  const again = page.getByRole('button', { name: /Neu würfeln|Roll again/ });
  const taken = async () => (await simulationsOf(worker)).filter(({ nTrials }) => nTrials === 10_000);
  let times = [];
  for (let i = 1; i <= 12; i++) {
    await again.click();
    while (times.length < i) {
      await page.waitForTimeout(100);
      times = await taken();
    }
  }
  times = times.map(({ milliseconds }) => milliseconds);
  row('simulation', `10,000 years in the worker: median ${median(times).toFixed(0)} ms, fastest ${Math.min(...times).toFixed(0)} ms (goal 50 ms)`);
  await context.close();
}

/**
 * The memory of the worker that reads a file, in MB: its WebAssembly memory, which never shrinks, and the most that
 * JavaScript held beside it while it read. Playwright gives no way to a worker's inspector, puppeteer does.
 */
async function workerMemory(file) {
  const browser = await puppeteer.launch({ ...options, headless: true });
  try {
    const page = await browser.newPage();
    let script = 0;
    let isReading = true;
    const watch = async worker => {
      while (isReading) {
        const used = await worker.client.send('Runtime.getHeapUsage').catch(() => undefined);
        if (used) script = Math.max(script, used.usedSize + used.embedderHeapUsedSize + used.backingStorageSize);
        await new Promise(ok => setTimeout(ok, 20));
      }
    };
    page.on('workercreated', watch);
    await page.goto(`${url}#/data`);
    const input = await page.waitForSelector('input[type=file]');
    await input.uploadFile(file);
    await page.waitForFunction(() => Number(document.querySelector('data[data-figure="import.rows"]')?.value) > 0);
    isReading = false;
    const [worker] = page.workers();
    // The glue's own name, which is no property of the global object.
    const module = await worker.evaluate('wasm_bindgen.initSync().memory.buffer.byteLength');
    return { module: module / 1e6, script: script / 1e6 };
  } finally {
    await browser.close();
  }
}

/** The most memory the renderers have held so far, in MB; Linux only. */
async function peakMemory() {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const peaks = processInfo
    .filter(({ type, id }) => type === 'renderer' && existsSync(`/proc/${id}/status`))
    .map(({ id }) => Number(readFileSync(`/proc/${id}/status`, 'utf8').match(/VmHWM:\s+(\d+)/)[1]) / 1000);
  return Math.max(0, ...peaks);
}

/** Watches the frames until the import has counted its rows. Runs in the browser. */
function watchImport() {
  globalThis.imported = new Promise(ok => {
    let begin, last, gap = 0;
    addEventListener('change', () => { begin = last = performance.now(); }, { capture: true, once: true });
    const frame = now => {
      if (begin) {
        gap = Math.max(gap, now - last);
        last = Math.max(last, now);
        const rows = Number(document.querySelector('data[data-figure="import.rows"]')?.value ?? 0);
        if (rows > 0) return ok({ rows, gap, milliseconds: performance.now() - begin });
      }
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

/** Chooses words of a filter one by one; each time until the funnel, and until the page, is drawn. Runs in the browser. */
async function changeFilters({ header, changes }) {
  const drawn = () => new Promise(ok => requestAnimationFrame(() => setTimeout(ok)));
  const chart = document.querySelector('main figure.chart');
  const until = holds => new Promise(ok => {
    if (holds()) return ok();
    const observer = new MutationObserver(() => {
      if (!holds()) return;
      observer.disconnect();
      ok();
    });
    observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  });
  const isSettled = () => !document.querySelector('main .stale');
  const chip = [...document.querySelectorAll('.filter-bar .chip')].find(chip => chip.textContent.startsWith(header));
  const boxes = [...document.getElementById(chip.getAttribute('popovertarget')).querySelectorAll('input[type=checkbox]')];
  const times = [];
  for (let i = 0; i < changes; i++) {
    // Nothing of the change before is still being computed.
    do {
      await until(isSettled);
      await new Promise(ok => setTimeout(ok, 300));
    } while (!isSettled());
    const before = chart.querySelector('.drawing').innerHTML;
    const start = performance.now();
    boxes[i % boxes.length].click();
    await until(() => chart.ariaBusy === 'false' && chart.querySelector('.drawing').innerHTML !== before);
    await drawn();
    const funnel = performance.now() - start;
    await until(isSettled);
    await drawn();
    times.push({ funnel, page: performance.now() - start });
  }
  return times;
}

if (csv) {
  await withPage(async page => {
    const megabytes = statSync(csv).size / 1e6;
    await page.evaluate(() => { location.hash = '#/data'; });
    const before = await peakMemory();
    await page.evaluate(watchImport);
    await openFiles(page, csv);
    const { rows, gap, milliseconds } = await page.evaluate(() => globalThis.imported);
    const memory = (await peakMemory()) - before;
    row('import', `${rows} rows, ${megabytes.toFixed(0)} MB in ${milliseconds.toFixed(0)} ms (${((1000 * megabytes) / milliseconds).toFixed(0)} MB/s)`);
    row('frames', `longest gap ${gap.toFixed(0)} ms (goal 50 ms)`);
    const { module, script } = await workerMemory(csv);
    const share = size => `${(size / megabytes).toFixed(2)} of the file's size`;
    row('memory', `of the worker: ${module.toFixed(1)} MB WebAssembly and ${script.toFixed(1)} MB JavaScript, ${share(module + script)} (goal 0.5)`);
    row('', `of the renderer: ${memory.toFixed(0)} MB more at the peak, ${share(memory)}`);
    await page.evaluate(() => { location.hash = '#/funnel'; });
    await page.locator('main figure.chart[aria-busy=false] svg').first().waitFor();
    await page.locator('data[data-figure^="month."]').first().waitFor({ state: 'attached', timeout: 60_000 });
    const times = await page.evaluate(changeFilters, { header: 'Quelle', changes: 15 });
    const [funnel, whole] = ['funnel', 'page'].map(what => times.map(time => time[what]));
    row('filter', `funnel of ${rows} deals drawn anew: median ${median(funnel).toFixed(0)} ms, slowest ${Math.max(...funnel).toFixed(0)} ms (goal 150 ms)`);
    row('', `whole page: median ${median(whole).toFixed(0)} ms`);
  });
}
/** Clicks "cancel" once this share of the file is read; how long the page takes to be at rest. Runs in the browser. */
function cancelAt(share) {
  return new Promise((ok, failed) => {
    const look = () => {
      const bar = document.querySelector('main progress');
      const read = bar?.hasAttribute('value') ? bar.value / bar.max : 0;
      if (read < share) return read < 1 ? requestAnimationFrame(look) : failed(new Error('the file was read too fast'));
      const clicked = performance.now();
      bar.nextElementSibling.querySelector('button').click();
      const wait = () => {
        if (document.querySelector('main progress')) return requestAnimationFrame(wait);
        ok({ milliseconds: performance.now() - clicked, read });
      };
      wait();
    };
    look();
  });
}

if (csv) {
  await withPage(async page => {
    await page.evaluate(() => { location.hash = '#/data'; });
    await openDemo(page);
    await page.evaluate(() => { location.hash = '#/data'; });
    const rows = () => page.locator('data[data-figure="import.rows"]').first().getAttribute('value');
    const before = await rows();
    const times = [];
    for (const share of [0.1, 0.5, 0.9]) {
      const cancelled = page.evaluate(cancelAt, share);
      await page.locator('input[type=file]').first().setInputFiles(csv);
      const { milliseconds, read } = await cancelled;
      times.push(`${milliseconds.toFixed(0)} ms at ${(100 * read).toFixed(0)} %`);
      if ((await rows()) !== before) throw new Error('the data of before are gone');
    }
    row('cancel', `${times.join(', ')} (goal 200 ms), the data of before are there`);
  });
}
await browser.close();
folder.remove();

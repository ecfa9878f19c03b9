// How long the ledger of debt takes in the built page: `cargo xtask bench`, or `node tests/e2e/measure_debt.mjs [CONTACTS…]`.
//
// Opens lists of contacts (a tenth of them copies, half of these near ones) and measures, by the page's own clock:
//
//   ledger     from asking for the debt page until its figures stand there: ledger in the worker, message, prices, drawing
//   told       how often the page said how far it is
//   gap        the longest gap between two frames meanwhile
//   again      from switching all rules off until the price follows: nothing is counted anew
import { chromium, expect } from '@playwright/test';
import { Folder } from './support/folder.mjs';
import { chromium as options } from './support/machine.mjs';
import { openFiles, started } from './support/page.mjs';

/** Seconds for 200,000 contacts. */
const GOAL = 2;
const sizes = process.argv.slice(2).map(Number);
const folder = new Folder();
const url = folder.copyPage();
const browser = await chromium.launch(options);

/** Goes to the debt page and waits for its figures. Runs in the browser. */
async function timeLedger(nNear) {
  const told = new Set();
  let [gap, before] = [0, performance.now()];
  let runs = true;
  const frame = now => {
    gap = Math.max(gap, now - before);
    before = now;
    if (runs) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  const start = performance.now();
  location.hash = '#/debt';
  await new Promise(ok => {
    const look = () => {
      const bar = document.querySelector('.job-progress progress');
      if (bar) told.add(bar.value);
      const figure = document.querySelector('data[data-figure="debt.duplicates_near"]');
      if (figure?.value === nNear) ok();
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true });
  });
  const ledger = performance.now() - start;
  runs = false;
  return { ledger, gap, told: told.size };
}

/** Switches all rules off and waits for the price. Runs in the browser. */
async function timeSwitch() {
  const figure = () => document.querySelector('data[data-figure="debt.principal"]').value;
  const before = figure();
  const start = performance.now();
  for (const box of document.querySelectorAll('.ledger input[type=checkbox]:checked')) box.click();
  await new Promise(ok => {
    const look = () => { if (figure() !== before) ok(); };
    new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true });
  });
  return performance.now() - start;
}

for (const n of sizes.length ? sizes : [25_000, 100_000, 200_000, 400_000]) {
  const page = await browser.newPage();
  await page.goto(`${url}#/data`);
  await started(page);
  await openFiles(page, [{ name: 'kontakte.csv', mimeType: 'text/csv', buffer: Buffer.from(list(n)) }]);
  const { ledger, gap, told } = await page.evaluate(timeLedger, String(n / 20));
  await expect(page.locator('data[data-figure="debt.principal"]')).toHaveAttribute('value', /[1-9]/);
  const again = await page.evaluate(timeSwitch);
  const verdict = n !== 200_000 ? '' : ledger <= GOAL * 1_000 ? ` (goal ${GOAL} s: met)` : ` (goal ${GOAL} s: MISSED)`;
  console.log(`${String(n).padStart(9)} contacts   ledger ${(ledger / 1_000).toFixed(2)} s${verdict}   told ${told} times   `
    + `gap ${gap.toFixed(0)} ms   again ${again.toFixed(0)} ms`);
  await page.close();
}
await browser.close();
folder.remove();

/** A list of `n` contacts as CSV. */
function list(n) {
  const rows = ['Kontakt-ID;Vorname;Nachname;Firma;E-Mail-Adresse;Telefon;Postleitzahl;Kategorien;Erstellt am'];
  for (let at = 0; at < n; at++) {
    const person = at % 10 === 9 ? at - 5 : at;
    const company = Math.floor(person / 7);
    const isNear = at % 20 === 19;
    const mail = isNear ? `x${at}` : `p${person}`;
    rows.push([
      `K-${at}`, `Vor${person % 97}`, `Nach${person}`, `Firma ${company} ${isNear ? 'gmbh & co. kg' : 'GmbH'}`,
      `${mail}@firma${company}.example`, `0931 ${String(person).padStart(7, '0')}`, 10_000 + (person % 80_000),
      ['Händler', 'Haendler', 'Kunde'][at % 3], `${String((at % 28) + 1).padStart(2, '0')}.${String((at % 12) + 1).padStart(2, '0')}.2025`,
    ].join(';'));
  }
  return rows.join('\r\n');
}

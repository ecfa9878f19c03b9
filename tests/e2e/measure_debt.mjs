// How long the ledger of debt takes in the built page: `node tests/e2e/measure_debt.mjs [CONTACTS…]`.
//
// Opens lists of contacts (a tenth of them copies, half of these near ones) and prints the time from asking for the
// debt page until its figures stand there: ledger in the worker, message, prices and drawing.
import { chromium, expect } from '@playwright/test';
import { Folder } from './support/folder.mjs';
import { chromium as options } from './support/machine.mjs';
import { openFiles, started } from './support/page.mjs';

const sizes = process.argv.slice(2).map(Number);
const folder = new Folder();
const url = folder.copyPage();
const browser = await chromium.launch(options);
for (const n of sizes.length ? sizes : [25_000, 100_000, 200_000, 400_000]) {
  const page = await browser.newPage();
  await page.goto(`${url}#/data`);
  await started(page);
  await openFiles(page, [{ name: 'kontakte.csv', mimeType: 'text/csv', buffer: Buffer.from(list(n)) }]);
  const start = performance.now();
  await page.evaluate(() => { location.hash = '#/debt'; });
  const copies = page.locator('data[data-figure="debt.duplicates_near"]');
  await expect(copies).toHaveAttribute('value', String(n / 20), { timeout: 60_000 });
  console.log(`${n} contacts: ${((performance.now() - start) / 1000).toFixed(2)} s`);
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

// The data page: what the importer guesses can be changed, and what is changed is remembered.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test, expect, figure, openDemo, openFiles } from './support/page.mjs';
import { expectAccessible, expectReflow, tabTo } from './support/accessibility.mjs';
import { root } from './support/machine.mjs';

const SHARED = `${root}/../shared/data`;
const STAGES = ['Neu', 'Qualifiziert', 'Angebot', 'Gewonnen', 'Verloren'];

/** A German export of 40 deals, as text. */
function deals(change = row => row) {
  const rows = Array.from({ length: 40 }, (_, i) => {
    const stage = STAGES[i % 5];
    const closed = i % 5 > 2 ? '15.12.2025' : '';
    return change([`${1000 + i}`, `Müller ${i} GmbH`, stage, `${(i % 9) + 1}.500,00 €`, `${String((i % 28) + 1).padStart(2, '0')}.03.2025`, closed, i % 2 ? 'rot' : 'blau'], i);
  });
  return ['Deal-ID;Firma;Phase;Betrag;Erstellt am;Abschlussdatum;Farbe', ...rows.map(row => row.join(';'))].join('\r\n') + '\r\n';
}

const csv = (name, text) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

/** Opens a file and returns to the data page, whichever page the answer is on. */
async function openOnDataPage(page, file) {
  await openFiles(page, file);
  await page.evaluate(() => { location.hash = '#/data'; });
  await expect(page.getByRole('heading', { name: 'Was aus jeder Zeile wurde' })).toBeVisible();
}

const columns = page => page.locator('details.columns').first();
const meaningOf = (page, header) => page.getByRole('combobox', { name: `Bedeutung: ${header}`, exact: true });
const chosen = select => select.evaluate(element => element.selectedOptions[0].textContent);

test('a meaning changed by select holds for the next file with the same headers', async ({ open }) => {
  const page = await open('#/data');
  await openOnDataPage(page, csv('januar.csv', deals()));
  await columns(page).locator('summary').click();
  expect(await chosen(meaningOf(page, 'Farbe'))).toBe('weitere Angabe');
  await meaningOf(page, 'Farbe').focus();
  await meaningOf(page, 'Farbe').selectOption({ label: 'Produkt' });
  await expect(columns(page).getByText('Sie haben es so gewählt.')).toBeVisible();
  await expect(meaningOf(page, 'Farbe')).toBeFocused();

  await page.reload();
  await openOnDataPage(page, csv('februar.csv', deals(row => row.with(6, 'grün'))));
  await columns(page).locator('summary').click();
  expect(await chosen(meaningOf(page, 'Farbe'))).toBe('Produkt');
  await expectAccessible(page);
  await expectReflow(page);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Als Datei speichern' }).click(),
  ]);
  const saved = readFileSync(await download.path());
  await page.getByRole('button', { name: 'Alle vergessen' }).click();
  await expect(columns(page).getByText('Sie haben es so gewählt.')).toHaveCount(0);
  await page.getByLabel('Aus Datei laden').setInputFiles({ name: 'z.json', mimeType: 'application/json', buffer: saved });
  await expect(columns(page).getByText('Sie haben es so gewählt.')).toBeVisible();
  expect(await chosen(meaningOf(page, 'Farbe'))).toBe('Produkt');
});

test('stages are put in order by the keyboard, and the funnel follows', async ({ open }) => {
  const page = await open('#/data');
  await openOnDataPage(page, csv('deals.csv', deals()));
  const steps = page.locator('ol.steps > li strong');
  await expect(steps).toHaveText(['Neu', 'Qualifiziert', 'Angebot']);
  const up = page.getByRole('button', { name: 'Angebot nach vorn' });
  await tabTo(page, up, { atMost: 200 });
  await page.keyboard.press('Enter');
  await expect(steps).toHaveText(['Neu', 'Angebot', 'Qualifiziert']);
  await expect(up).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(steps).toHaveText(['Angebot', 'Neu', 'Qualifiziert']);
  await expect(page.getByText('von Ihnen gewählt').first()).toBeVisible();
  await page.evaluate(() => { location.hash = '#/funnel'; });
  await expect(page.locator('data[data-figure="funnel.1.name"]').first()).toHaveAttribute('value', 'Angebot');

  await page.evaluate(() => { location.hash = '#/data'; });
  await page.getByRole('combobox', { name: 'Bedeutung: Qualifiziert' }).selectOption({ label: 'Außerhalb des Trichters' });
  await expect(steps).toHaveText(['Angebot', 'Neu']);
  await expect(page.getByRole('heading', { name: 'Außerhalb des Trichters' })).toBeVisible();
});

test('a date that can be read in two ways is asked for once', async ({ open }) => {
  const text = ['Deal Name,Stage,Amount,Create Date', ...Array.from({ length: 24 }, (_, i) =>
    `Deal ${i},${['New', 'Proposal', 'Closed Won', 'Closed Lost'][i % 4]},${i + 1}00.00,0${(i % 9) + 1}/1${i % 3}/2025`)].join('\n');
  const page = await open('#/data');
  await openFiles(page, csv('deals.csv', text));
  const card = page.locator('.doubt');
  await expect(card).toContainText('01/10/2025 = 10. Jan. 2025');
  await expect(card).toContainText('01/10/2025 = 1. Okt. 2025');
  await expectAccessible(page);
  await card.getByRole('button', { name: /Tag, Monat, Jahr/ }).click();
  await expect(card).toHaveCount(0);
  await page.reload();
  await openFiles(page, csv('deals.csv', text));
  await expect(page.locator('data[data-figure="deals.win_rate"]').first()).toBeVisible();
});

test('an encoding is put right in one click, with the umlauts in sight', async ({ open }) => {
  const page = await open('#/data');
  await openOnDataPage(page, { name: 'mac.csv', mimeType: 'text/csv', buffer: Buffer.from(deals(), 'latin1') });
  await page.locator('details.reading > summary').click();
  await page.getByRole('radio', { name: /^Mac Roman.*M¸ller/ }).check();
  await expect(page.locator('details.reading > summary')).toContainText('Mac Roman');
  await page.getByRole('radio', { name: /^Windows-1252.*Müller/ }).check();
  await expect(page.locator('details.reading > summary')).toContainText('Windows-1252');
});

test('rejected rows come back with line and reason, and pasted text opens', async ({ open }) => {
  const page = await open('#/data');
  const text = deals((row, i) => (i === 4 ? row.slice(0, 3) : row));
  await page.evaluate(pasted => {
    const data = new DataTransfer();
    data.setData('text/plain', pasted);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
  }, text);
  await expect(page.locator('data[data-figure="funnel.1.entered"]')).toBeVisible({ timeout: 30_000 });
  await page.evaluate(() => { location.hash = '#/data'; });
  expect(await figure(page, 'import.rejected')).toBe(1);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Abgelehnte Zeilen speichern' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('Eingefügt-abgelehnt.csv');
  const lines = readFileSync(await download.path(), 'utf8').split('\r\n');
  expect(lines).toHaveLength(3);
  expect(lines[1]).toMatch(/^6;"Zeile 6: 3 Zellen statt 7.*";1004;Müller 4 GmbH;Verloren$/);
});

test('real German files open with zero clicks', async ({ open }) => {
  const folder = `${SHARED}/datev_de`;
  test.skip(!existsSync(folder), 'the shared samples are not here');
  const page = await open('#/data');
  for (const name of readdirSync(folder).filter(name => name.endsWith('.csv'))) {
    await openOnDataPage(page, `${folder}/${name}`);
    await expect(page.locator('.file-section h2')).toHaveText(name);
    await expect(page.locator('data[data-figure="import.encoding"]')).toHaveAttribute('value', /windows-1252|UTF-8/);
    expect(await figure(page, 'import.rejected')).toBe(0);
    await expect(page.locator('.doubt')).toHaveCount(0);
  }
  await openFiles(page, `${SHARED}/hubspot/sample_hubspot_deals.csv`);
  await expect(page.locator('data[data-figure="funnel.1.entered"]')).toBeVisible({ timeout: 30_000 });
});

for (const [locale, colorScheme] of [['de-DE', 'light'], ['en-GB', 'dark']]) {
  test.describe(`${locale} ${colorScheme}`, () => {
    test.use({ locale, colorScheme });

    test('the whole page passes axe with every part open, and reflows', async ({ open }) => {
      const page = await open('#/data');
      await openDemo(page);
      await page.evaluate(() => { location.hash = '#/data'; });
      await expect(page.locator('details.columns').first()).toBeVisible();
      await page.evaluate(() => document.querySelectorAll('main details').forEach(details => { details.open = true; }));
      await expect(page.locator('ul.mapping > li').first()).toBeVisible();
      await expectAccessible(page);
      await expectReflow(page);
    });
  });
}

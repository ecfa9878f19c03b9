// The decay page: useful without a file, the planted truth with the demo data, what is missing named.
import { test, expect, figure, openDemo, openFiles } from './support/page.mjs';
import { nativeFigures } from './support/native.mjs';
import { expectAccessible, expectReflow } from './support/accessibility.mjs';

/** The page with the demo data, once both questions are answered. */
async function demoDecay(open) {
  const page = await open('#/data');
  await openDemo(page);
  await page.getByRole('link', { name: 'Zerfall', exact: true }).click();
  await expect(shown(page, 'response.1.n')).toBeVisible({ timeout: 30_000 });
  await expect(shown(page, 'contacts.monthly_rate')).toBeVisible();
  return page;
}

const shown = (page, id) => page.locator(`data[data-figure="${id}"]`).first();

test('without a file the model answers at once', async ({ open }) => {
  const page = await open('#/decay');
  expect(await figure(page, 'decay.annual_rate')).toBeCloseTo(0.22483830867300966, 12);
  expect(await figure(page, 'decay.half_life_months')).toBeCloseTo(32.659209091702074, 9);
  expect(await figure(page, 'decay.bounce_next_mailing')).toBeCloseTo(0.39108282848901166, 12);
  expect(await figure(page, 'decay.optimal_interval_months')).toBeCloseTo(2.1768709379230593, 9);
  expect(await figure(page, 'decay.nothing_month')).toBeCloseTo(1680, 9);
  await expect(page.getByText('25,2 %').first()).toBeVisible();
  await expectAccessible(page);
});

test('a rate typed in changes everything that follows from it, and can be taken back', async ({ open }) => {
  const page = await open('#/decay');
  const rate = page.getByRole('textbox', { name: 'Adresszerfall' });
  await rate.fill('4,2');
  await rate.press('Enter');
  await expect(shown(page, 'decay.annual_rate')).toHaveAttribute('value', /^0\.40/);
  await rate.fill('zwei');
  await rate.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: /\S/ })).toBeVisible();
  expect(await figure(page, 'decay.annual_rate')).toBeGreaterThan(0.4);
});

test('a list worth less than its care is given up', async ({ open }) => {
  const page = await open('#/decay');
  const value = page.getByRole('textbox', { name: /^Wert einer guten Adresse/ });
  await value.fill('0,01');
  await value.press('Enter');
  await expect(page.getByText('geben Sie sie auf')).toBeVisible();
  expect(await figure(page, 'decay.optimal_interval_months')).toBeNull();
  await expect(shown(page, 'decay.optimal_interval_months')).toHaveText('—');
});

test('the demo data give back what was planted', async ({ open }) => {
  const page = await open('#/data');
  await openDemo(page);
  await page.getByRole('link', { name: 'Zerfall', exact: true }).click();
  await expect(shown(page, 'contacts.monthly_rate')).toHaveAttribute('value', /^0\.02/, { timeout: 30_000 });
  expect(Math.abs((await figure(page, 'contacts.monthly_rate')) - 0.021)).toBeLessThan(0.001);
  expect(await figure(page, 'contacts.count')).toBe(6000);
  await expect(shown(page, 'response.1.n')).toBeVisible();
  expect(await page.locator('data[data-figure="response.8.bucket"]').getAttribute('value')).toBe('never');
  await expectAccessible(page);
  await expect(page.getByText(/Die Messung findet sie wieder, 0,0\d\d Punkte daneben und innerhalb ihres Bereichs/)).toBeVisible();
  await expect(page.getByText(/In die Beispieldaten eingebaut sind 6,9\s%\sje Tag; der Bereich enthält sie\./)).toBeVisible();
  // The measured rate is now that of the model.
  await expect(page.getByText(/gemessen · n = 5\.\d{3}/).first()).toBeVisible();
});

test('every figure with the demo data is that of the report without a browser', async ({ open }) => {
  test.setTimeout(300_000);
  const native = nativeFigures('--demo');
  const page = await demoDecay(open);
  const figures = await page.evaluate(() =>
    [...document.querySelectorAll('main data[data-figure]')].map(data => [data.dataset.figure, data.value]),
  );
  // The last digit of a logarithm depends on the library: 1e-9 of the value is far below any interval.
  const isSame = (value, expected) =>
    expected === null ? value === '' : typeof expected === 'string' ? value === expected : Math.abs(Number(value) - expected) <= 1e-9 * Math.abs(expected);
  expect(figures.filter(([id, value]) => id in native && !isSame(value, native[id]))).toEqual([]);
  expect(figures.map(([id]) => id).filter(id => /^(contacts|decay|response)\./.test(id) && !(id in native))).toEqual([]);
  expect(new Set(figures.map(([id]) => id).filter(id => id in native)).size).toBeGreaterThan(35);
});

test('a decision of the user stays until the measured value is taken', async ({ open }) => {
  const page = await demoDecay(open);
  const measured = await figure(page, 'contacts.monthly_rate');
  const rate = page.getByRole('textbox', { name: 'Adresszerfall' });
  await rate.fill('4,2');
  await rate.press('Enter');
  await expect(shown(page, 'decay.annual_rate')).toHaveAttribute('value', /^0\.40/);
  await page.getByRole('button', { name: /^Adresszerfall .* statt 4,2/ }).click();
  await expect.poll(() => figure(page, 'decay.annual_rate')).toBeCloseTo(1 - (1 - measured) ** 12, 9);
  await expect(page.getByRole('button', { name: /^Adresszerfall .* im Szenario$/ })).toHaveAttribute('aria-pressed', 'true');
});

test('office time leaves out the holidays of the chosen region', async ({ open }) => {
  const page = await demoDecay(open);
  await page.getByRole('radio', { name: /^Bürozeit/ }).check();
  await expect(page.locator('#response .chart')).toHaveAttribute('aria-busy', 'false');
  await expect.poll(() => figure(page, 'response.median_wait_hours')).toBeLessThan(12);
  const germany = await figure(page, 'decay.backlog_day_eur');
  await page.getByRole('combobox', { name: /^Feiertage/ }).selectOption({ label: 'Bayern' });
  await expect.poll(() => figure(page, 'decay.backlog_day_eur')).not.toBe(germany);
});

test('charts are read point by point by keyboard', async ({ open }) => {
  const page = await open('#/decay');
  const chart = page.getByRole('group', { name: /nach drei Jahren/ });
  await chart.focus();
  await page.keyboard.press('End');
  await expect(page.locator('.readout b').filter({ hasText: '36 Monate' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('.readout').first()).toBeHidden();
});

test.describe('with a finger on a phone', () => {
  test.use({ hasTouch: true, viewport: { width: 360, height: 740 } });

  test('a point is read out until something else is touched', async ({ open }) => {
    const page = await open('#/decay');
    const figure = page.locator('figure', { has: page.getByRole('group', { name: /nach drei Jahren/ }) });
    await figure.locator('.overlay').tap();
    await expect(figure.locator('.readout b')).toHaveText(/^\d+ Monate?$/);
    await page.getByRole('heading', { level: 1 }).tap();
    await expect(figure.locator('.readout')).toBeHidden();
  });
});

test('what cannot be measured says what to export', async ({ open }) => {
  const page = await open('#/data');
  const deals = 'Opportunity-ID;Phase;Betrag;Erstellt am;Abschlussdatum\r\nCH-1;Gewonnen;1000,00;01.03.2025;20.03.2025\r\nCH-2;Verloren;0;02.03.2025;21.03.2025\r\n';
  await openFiles(page, { name: 'chancen.csv', mimeType: 'text/csv', buffer: Buffer.from(deals) });
  await expect(page.getByRole('link', { name: 'Zerfall', exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Zerfall', exact: true }).click();
  await expect(page.getByText(/Nicht messbar, weil keine Aktivitäten offen sind/)).toBeVisible();
  await expect(page.getByText(/Keine Kontakte und keine Mailings offen/)).toBeVisible();
  expect(await page.locator('data[data-figure^="response."][value="0"]').count()).toBe(0);
});

test('the page with data needs no sideways scroll at 320 pixels', async ({ open }) => {
  const page = await open('#/data');
  await openDemo(page);
  await page.getByRole('link', { name: 'Zerfall', exact: true }).click();
  await expect(shown(page, 'response.1.n')).toBeVisible({ timeout: 30_000 });
  await expectReflow(page);
});

/** Lists as a CRM writes them: 60 contacts of three years, and what a mailing said of them. */
const list = {
  contacts: ['Kontakt-ID;Firma;E-Mail-Adresse;Erstellt am', ...Array.from({ length: 60 }, (_, at) => `K-${at};Firma ${at};a${at}@b${at}.example;0${1 + (at % 9)}.0${1 + (at % 8)}.202${3 + (at % 3)}`)],
  mailing: ['E-Mail-Adresse;Name der Kampagne;Versendet am;Ergebnis', ...Array.from({ length: 60 }, (_, at) => `a${at}@b${at}.example;Winterbrief;05.01.2026;${at % 4 ? 'zugestellt' : 'Hardbounce'}`)],
};
const listFile = (name, rows) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(rows.join('\r\n')) });

for (const { told, files, sentence, shownFigures, absent } of [
  {
    told: 'contacts alone',
    files: [listFile('kontakte.csv', list.contacts)],
    sentence: /nicht messbar, weil keine Spalte sagt, was aus den Kontakten wurde\. Exportieren Sie/,
    shownFigures: ['decay.annual_rate', 'decay.monthly_rate'],
    absent: ['contacts.monthly_rate'],
  },
  {
    told: 'a mailing alone',
    files: [listFile('versand.csv', list.mailing)],
    sentence: /nicht messbar, weil keine Spalte sagt, wann ein Kontakt erfasst wurde\. Exportieren Sie/,
    shownFigures: ['contacts.bounced_share', 'decay.monthly_rate'],
    absent: ['contacts.monthly_rate'],
  },
  {
    told: 'contacts with a mailing',
    files: [listFile('kontakte.csv', list.contacts), listFile('versand.csv', list.mailing)],
    sentence: /Gemessen: \d,\d\d\s%\sim Monat \(.*n = 60\)/,
    shownFigures: ['contacts.bounced_share', 'contacts.monthly_rate', 'contacts.half_life_months'],
    absent: [],
  },
]) {
  test(`${told}: what is known is shown and what is missing named`, async ({ open }) => {
    const page = await open('#/data');
    await openFiles(page, files);
    await page.evaluate(() => { location.hash = '#/decay'; });
    await expect(page.getByText(sentence).first()).toBeVisible();
    for (const id of shownFigures) await expect(shown(page, id)).toHaveAttribute('value', /\d/);
    for (const id of absent) await expect(shown(page, id)).toHaveCount(0);
    await expect(page.getByText(/Nicht messbar, weil keine (Chancen|Anfragen)/).first()).toBeVisible();
    await expectAccessible(page);
  });
}

// The funnel page as a manager uses it: filter, weigh, compare, look at the deals, take them along.
import { readFileSync } from 'node:fs';
import { test, expect, figure, openDemo, openFiles, settled } from './support/page.mjs';
import { root } from './support/machine.mjs';
import { expectAccessible, expectReflow, tabTo } from './support/accessibility.mjs';

/** Opens the demo data and goes to the funnel. */
async function openFunnel(open) {
  const page = await open('#/data');
  await openDemo(page);
  await page.getByRole('link', { name: 'Trichter', exact: true }).click();
  await expect(page.locator('data[data-figure="stale.count"], data[data-figure="group.1.n"]').first()).toBeVisible({ timeout: 30_000 });
  return page;
}

/** Every stage accounts for the deals that reached it, in counts or in amounts. */
async function expectBalanced(page, suffix = '') {
  for (let stage = 1; await page.locator(`data[data-figure="funnel.${stage}.advanced${suffix}"]`).count(); stage++) {
    const part = name => figure(page, `funnel.${stage}.${name}${suffix}`);
    const [entered, ...parts] = await Promise.all(['entered', 'advanced', 'lost', 'back', 'open'].map(part));
    if (await page.locator(`data[data-figure="funnel.${stage}.left${suffix}"]`).count()) parts.push(await part('left'));
    expect(parts.reduce((sum, n) => sum + n, 0)).toBeCloseTo(entered, 6);
  }
}

test('a filter says what it selects, in the subtitle and in the address, and comes back with it', async ({ open }) => {
  const page = await openFunnel(open);
  await page.locator('.filter-bar .chip', { hasText: /^Quelle/ }).click();
  await page.getByRole('checkbox').first().check();
  await expect(page.getByText(/von 1\.000 Chancen ausgewählt/)).toBeVisible();
  await page.keyboard.press('Escape');
  // The subtitle knows the filter at once, the figures when the worker has counted.
  await expect.poll(() => figure(page, 'funnel.1.entered')).toBeLessThan(1000);
  const n = await figure(page, 'funnel.1.entered');
  await expectBalanced(page);
  const hash = await page.evaluate(() => location.hash);
  expect(hash).toMatch(/^#\/funnel\?f\.Quelle=/);
  // The same address shows the same view.
  await page.evaluate(() => { location.hash = '#/data'; });
  await page.evaluate(hash => { location.hash = hash; }, hash);
  await expect(page.locator('data[data-figure="funnel.1.entered"]')).toHaveAttribute('value', String(n));
  await page.getByRole('button', { name: 'Filter aufheben' }).click();
  await expect(page.locator('data[data-figure="funnel.1.entered"]')).toHaveAttribute('value', '1000');
});

test('the way of counting stands in the subtitle and in the address, and a bar opens the deals it counts', async ({ open }) => {
  const page = await open('#/data');
  await openFiles(page, `${root}/tests/fixtures/funnel/event_log.csv`);
  await expect(page.locator('data[data-figure="month.1.rate"]')).toBeAttached({ timeout: 30_000 });
  const chart = page.locator('figure', { has: page.getByRole('heading', { name: 'Wie weit die Chancen kommen' }) });
  const usual = await figure(page, 'funnel.2.entered');
  await page.locator('.filter-bar .chip', { hasText: /^Zählweise/ }).click();
  await page.getByLabel('Übersprungene Stufe').selectOption('not-reached');
  await expect(chart).toContainText(/übersprungene Stufe zählt als nicht erreicht \(\d+ Chancen\)/);
  expect(await figure(page, 'funnel.skipping')).toBeGreaterThan(0);
  await expect.poll(() => figure(page, 'funnel.2.entered')).toBeLessThan(usual);
  await expectBalanced(page);
  await page.getByLabel('Reihenfolge der Stufen').selectOption('strict');
  await expect(chart).toContainText(/strenge Reihenfolge: \d+ Chancen verließen sie/);
  await expect(page.getByRole('columnheader', { name: 'andere Reihenfolge' })).toBeVisible();
  await expect(page.locator('main .stale')).toHaveCount(0);
  await expectBalanced(page);
  expect(await page.evaluate(() => location.hash)).toBe('#/funnel?order=strict&skip=not-reached');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  const left = page.locator('td button', { has: page.locator('data[data-figure$=".left"]') }).first();
  const n = await left.locator('data').getAttribute('value');
  await left.click();
  await expect(page.getByRole('dialog')).toContainText(`${n} Chance`);
  await page.keyboard.press('Escape');
  await page.locator('.filter-bar .chip', { hasText: /^Zählweise/ }).click();
  await page.getByRole('button', { name: 'Wie üblich zählen' }).click();
  await expect.poll(() => figure(page, 'funnel.2.entered')).toBe(usual);
  await page.getByLabel(/^Fenster in Tagen für Lead/).fill('30');
  await page.getByLabel(/^Fenster in Tagen für Lead/).press('Enter');
  await expect(chart).toContainText('Fenster Lead: 30 Tage');
  expect(await page.evaluate(() => location.hash)).toBe('#/funnel?w.1=30');
});

test('a condition of another file is seen and can be taken away', async ({ open }) => {
  const page = await open('#/data');
  await openFiles(page, `${root}/tests/fixtures/funnel/event_log.csv`);
  await page.evaluate(() => { location.hash = '#/funnel?f.Bundesland=Bayern'; });
  await expect(page.getByText('Keine Chance entspricht diesem Filter.')).toBeVisible();
  await page.getByRole('button', { name: /Bundesland: Bayern: nicht in dieser Datei/ }).click();
  await expect.poll(() => figure(page, 'funnel.1.entered')).toBeGreaterThan(100);
});

test('where deals were lost nobody knows: a band, no rate, and they stand beside the stages', async ({ open }) => {
  const page = await open('#/data');
  const known = ['1;Lead', '2;Lead', '3;Angebot', '4;Gewonnen', '5;Gewonnen'];
  const lost = [6, 7, 8, 9, 10].map(id => `${id};Verloren`);
  const text = ['ID;Phase', ...known, ...lost].join('\r\n');
  await openFiles(page, { name: 'jetzt.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.evaluate(() => { location.hash = '#/funnel'; });
  await expect(page.getByText('5 verlorene Chancen nennen keine Stufe')).toBeVisible();
  await expect(page.locator('figure.chart').first()).toContainText('30,0 % bis 80,0 %');
  expect(await figure(page, 'funnel.1.step_conversion')).toBeNull();
});

test('what a file cannot measure is not what the one before has measured', async ({ open }) => {
  const page = await open('#/data');
  await openDemo(page);
  await page.evaluate(() => { location.hash = '#/quota'; });
  await settled(page, '#/quota');
  const rate = page.locator('[id="quota.close_rate"]');
  await expect(rate).toHaveValue('33');
  await page.evaluate(() => { location.hash = '#/data'; });
  const text = ['ID;Phase', '1;Lead', '2;Angebot', '3;Gewonnen'].join('\r\n');
  await openFiles(page, { name: 'ohne.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await expect.poll(() => figure(page, 'import.rows')).toBe(3);
  await page.evaluate(() => { location.hash = '#/quota'; });
  await settled(page, '#/quota');
  await expect(rate).toHaveValue(/^33,3/);
});

test('the funnel by value balances to the cent', async ({ open }) => {
  const page = await openFunnel(open);
  await page.getByLabel('Was die Balken messen').selectOption('value');
  await expect(page.locator('data[data-figure="funnel.1.entered_value"]')).toBeVisible();
  await expectBalanced(page, '_value');
});

test('groups add up to the total and open their deals', async ({ open }) => {
  const page = await openFunnel(open);
  const ids = await page.locator('data[data-figure^="group."][data-figure$=".n"]').evaluateAll(all => all.map(one => [one.dataset.figure, Number(one.value)]));
  const total = ids.find(([id]) => id === 'group.total.n')[1];
  expect(ids.filter(([id]) => id !== 'group.total.n').reduce((sum, [, n]) => sum + n, 0)).toBe(total);
  const row = page.locator('table.sortable tbody tr').first();
  const n = await row.locator('data').first().getAttribute('value');
  await row.getByRole('button').click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(`${n} Chancen`);
  await expectAccessible(page);
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Als CSV speichern' }).click();
  const csv = readFileSync(await (await download).path(), 'utf8');
  expect(csv.charCodeAt(0)).toBe(0xfeff);
  expect(csv.trimEnd().split('\r\n').length).toBe(Number(n) + 1);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('the table of reps is put in order by keyboard', async ({ open }) => {
  const page = await openFunnel(open);
  const section = page.locator('section', { has: page.getByRole('heading', { name: /jede Person/ }) });
  const head = section.getByRole('button', { name: /^Abschlussrate/ });
  await head.focus();
  await page.keyboard.press('Enter');
  await expect(section.locator('th[aria-sort="descending"]')).toHaveCount(1);
  const rates = await section.locator('tbody data[data-figure$=".win_rate"]').evaluateAll(all => all.map(one => Number(one.value)));
  expect(rates).toEqual([...rates].sort((a, b) => b - a));
});

test('a chart is read out by keyboard, opens its deals, and is saved as PNG and CSV', async ({ open }) => {
  const page = await openFunnel(open);
  const chart = page.locator('figure', { has: page.getByRole('heading', { name: 'Wie weit die Chancen kommen' }) });
  await tabTo(page, chart.locator('.points'));
  await page.keyboard.press('ArrowDown');
  await expect(chart.locator('.readout')).toContainText('Neu');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('1.000 Chancen');
  await page.keyboard.press('Escape');
  for (const [name, magic] of [['PNG', [0x89, 0x50, 0x4e, 0x47]], ['CSV', [0xef, 0xbb, 0xbf]]]) {
    const download = page.waitForEvent('download');
    await chart.getByRole('button', { name, exact: true }).click();
    const bytes = readFileSync(await (await download).path());
    expect([...bytes.subarray(0, magic.length)]).toEqual(magic);
  }
});

test('a filtered rate goes into the scenario as a measured value', async ({ open }) => {
  const page = await openFunnel(open);
  await page.locator('.filter-bar .chip', { hasText: /^Quelle/ }).click();
  await page.getByRole('checkbox').first().check();
  await page.keyboard.press('Escape');
  await expect(page.getByText(/ausgewählt/)).toBeVisible();
  const rate = await figure(page, 'deals.win_rate');
  await page.getByRole('button', { name: 'ins Szenario' }).first().click();
  await expect(page.getByText('im Szenario').first()).toBeVisible();
  expect(rate).toBeGreaterThan(0);
});

for (const colorScheme of ['light', 'dark']) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    test('the whole page is accessible and needs no sideways scroll', async ({ open }) => {
      const page = await openFunnel(open);
      await expectAccessible(page);
      await expectReflow(page);
    });
  });
}

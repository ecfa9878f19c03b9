// The quota page: the numbers of the example, any link of the chain given, numbers as people type them, and what is
// not measurable without a file.
import { test, expect, figure, openDemo, settled } from './support/page.mjs';
import { expectAccessible, expectReflow } from './support/accessibility.mjs';
import { simulationsOf, watchSimulations } from './support/simulations.mjs';

const field = (page, id) => page.locator(`[id="${id}"]`);

async function type(page, id, text) {
  await field(page, id).fill(text);
  await field(page, id).press('Enter');
}

test('the example opens the page with the numbers of the article', async ({ open }) => {
  const page = await open('#/quota');
  expect(await figure(page, 'quota.deals')).toBe(25);
  expect(await figure(page, 'quota.opportunities')).toBe(75);
  expect(await figure(page, 'quota.p_month')).toBeCloseTo(0.543327, 6);
  expect(await figure(page, 'quota.uplift')).toBeCloseTo(118_800, 6);
  await expect(page.getByText('54 von 100 Monaten')).toBeVisible();
  // Through the capacity plan of a usual team: it has time for all of them, so the numbers are the article's.
  expect(await figure(page, 'capacity.opportunities_month')).toBe(75);
  await expect(page.locator('.coupling')).toContainText('reicht für alle 900 Leads');
  const plans = page.getByRole('table', { name: 'So viele Chancen im Monat braucht das Ziel' });
  const cells = await plans.locator('tbody tr').evaluateAll(rows => rows.map(row => row.cells[1].textContent));
  expect(cells).toEqual(['74', '85', '96']);
  // As the article prints it: cut off, not rounded.
  await page.getByRole('radio', { name: 'wie im Artikel' }).check();
  const row = page.locator('tr.total', { hasText: '+10 %' });
  await expect(row).toContainText('326');
  await expect(row).toContainText('1.306.000 €');
  await expect(row).toContainText('+118.000 €');
  expect(await figure(page, 'quota.uplift')).toBe(118_000);
  // The toggle is part of the address.
  await expect.poll(() => page.url()).toContain('?s=2.');
});

test('any link of the chain can be given and the others follow', async ({ open }) => {
  const page = await open('#/quota');
  await page.getByLabel('Vorgeben als').selectOption('opportunities');
  await type(page, 'given-number', '150');
  expect(await figure(page, 'quota.deals')).toBe(50);
  await page.getByLabel('Vorgeben als').selectOption('quota');
  await expect(field(page, 'quota.month_eur')).toHaveValue('200.000');
});

test('numbers are read as people type them, and what is none gets a sentence', async ({ open }) => {
  const page = await open('#/quota');
  await type(page, 'quota.close_rate', '1/2');
  expect(await figure(page, 'quota.opportunities')).toBe(50);
  await type(page, 'quota.close_rate', '33,3 %');
  expect(await figure(page, 'quota.opportunities')).toBe(76);
  await type(page, 'quota.close_rate', 'viel');
  await expect(field(page, 'quota.close_rate')).toHaveAttribute('aria-invalid', 'true');
  expect(await figure(page, 'quota.opportunities')).toBe(76);
  await type(page, 'quota.close_rate', '0');
  await expect(page.getByText('mit keiner Zahl von Chancen')).toBeVisible();
  await page.getByRole('button', { name: /Abschlussrate: zurück/ }).click();
  expect(await figure(page, 'quota.opportunities')).toBe(75);
});

test('response time, meetings and people are levers of the scenario, solved alone, and say when they cannot help', async ({ open }) => {
  const page = await open('#/quota');
  const alone = page.getByRole('table', { name: /Jeder Hebel allein/ });
  // Nobody waits: hours and people bring nothing; 85 opportunities are more than a sooner answer brings.
  await expect(alone.getByRole('row', { name: /neue Vertriebler/ })).toContainText('es wartet kein Lead');
  await expect(alone.getByRole('row', { name: /Antwort nach/ })).toContainText('höchstens');
  await type(page, 'waiting.target_share', '100');
  // 75 x e^(0.05 (2 - 1/6)).
  expect(await figure(page, 'capacity.opportunities_month')).toBeCloseTo(82.2, 1);
  await type(page, 'waiting.target_share', '0');
  await page.getByText('Saison, Urlaub, Einarbeitung').click();
  await type(page, 'capacity.reps', '2');
  expect(await figure(page, 'capacity.lost_to_waiting')).toBeGreaterThan(100);
  await expect(page.locator('.coupling')).toContainText('was an den bearbeiteten durch Warten erkaltet');
  await expect(alone.getByRole('row', { name: /Besprechungen je Woche/ })).toContainText('nicht erreichbar');
});

test('the same seed simulates the same year, another one another', async ({ open }) => {
  const page = await open('#/quota');
  const p50 = async () => {
    await expect(page.getByText('20.000 simulierte Jahre')).toBeVisible({ timeout: 20_000 });
    return figure(page, 'simulation.p50');
  };
  const first = await p50();
  await page.getByRole('button', { name: 'Neu würfeln' }).click();
  await expect(page.getByText('Startwert 20101203').first()).toBeVisible();
  await expect.poll(p50, { timeout: 20_000 }).not.toBe(first);
  await page.locator('.bar').getByRole('button', { name: 'Rückgängig' }).click();
  await expect.poll(p50, { timeout: 20_000 }).toBe(first);
});

test('a change is simulated roughly at once and finely once it is over, and no more than that', async ({ open }) => {
  const page = await open('#/quota');
  await expect(page.locator('data[data-figure="simulation.p50"]')).not.toHaveAttribute('value', '');
  await settled(page, '#/quota');
  const [worker] = page.workers();
  await watchSimulations(worker);
  const trials = async () => (await simulationsOf(worker)).map(({ nTrials }) => nTrials);
  await page.getByRole('button', { name: 'Neu würfeln' }).click();
  await expect.poll(trials).toEqual([2_000, 20_000]);
  await settled(page, '#/quota');
  expect(await trials()).toEqual([2_000, 20_000]);
});

test('season and cycle move the months, and open deals stand beside the plan', async ({ open }) => {
  const page = await open('#/quota');
  await expect(page.getByText('ist nicht messbar, weil keine Datei geöffnet ist')).toBeVisible();
  await page.getByText('Saison, Urlaub, Einarbeitung').click();
  await type(page, 'season.cycle_days', '60');
  await expect(page.locator('p.answer', { hasText: 'Am weitesten zurück liegt der Plan Ende' })).toBeVisible();
  await page.getByRole('link', { name: 'Daten', exact: true }).click();
  await openDemo(page);
  await page.getByRole('link', { name: 'Ziel', exact: true }).click();
  await expect(page.locator('p.answer', { hasText: /aus den \d+ offenen Chancen/ })).toBeVisible();
  const chart = page.locator('figure', { hasText: 'Kommt es rechtzeitig?' });
  await chart.getByRole('button', { name: 'Tabelle' }).click();
  await expect(chart.locator('tbody tr')).toHaveCount(12);
  await expectAccessible(page);
  await expectReflow(page);
});

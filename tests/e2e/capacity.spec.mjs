// The capacity page: what the demo data say at once, the grid by keyboard, the two results of waiting in three
// clicks, conservation on the page, and how fast everything follows a change for 40 reps and 12 months.
import { test, expect, figure, openDemo, settled } from './support/page.mjs';
import { expectAccessible, expectReflow, tabTo } from './support/accessibility.mjs';

const shown = (page, id) => page.locator(`data[data-figure="${id}"]`).first();

/** Opens the page with the demo data. */
async function openCapacity(open) {
  const page = await open('#/data');
  await openDemo(page);
  await page.evaluate(() => { location.hash = '#/capacity'; });
  await settled(page, '#/capacity');
  await expect(page.locator('#cell-4-11')).toBeVisible();
  await expect(page.locator('.cells').getByText(/Fräse/).first()).toBeVisible();
  return page;
}

test.describe('with the demo data', () => {
  test.use({ locale: 'de-DE' });

  test('the headline says how many leads marketing may generate, and the grid adds up', async ({ open }) => {
    const page = await openCapacity(open);
    const max = await figure(page, 'capacity.max_leads');
    expect(max).toBeGreaterThan(0);
    await expect(page.locator('.lead')).toContainText(`höchstens ${max} Leads`);
    let sum = 0;
    for (let month = 1; month <= 12; month += 1) sum += await figure(page, `capacity.leads_month.${month}`);
    expect(sum).toBe(await figure(page, 'capacity.leads_year'));
    await expectAccessible(page);
  });

  test('both results of waiting are two clicks away and read as sentences', async ({ open }) => {
    const page = await openCapacity(open);
    await page.getByRole('radio', { name: /120 Antworten/ }).check();
    await expect(page.getByText('8,2 von 36 Abschlüssen')).toBeVisible();
    expect(await figure(page, 'queue.deals.sent.oldest')).toBeCloseTo(27.75372399978625, 9);
    expect(await figure(page, 'queue.deals.levelled.oldest')).toBeCloseTo(36, 9);
    await page.getByRole('radio', { name: /15 kommen/ }).check();
    await expect(page.getByText('25,6', { exact: true }).first()).toBeVisible();
    expect(await figure(page, 'queue.deals.sent.oldest')).toBeCloseTo(25.568250195138354, 9);
    expect(await figure(page, 'queue.deals.sent.newest')).toBeCloseTo(30, 9);
  });

  test('what arrived is worked, lost or waiting, before and after levelling', async ({ open }) => {
    const page = await openCapacity(open);
    await page.getByRole('button', { name: /4.000 Mailings/ }).click();
    for (const spread of ['wie gesendet', 'gleichmäßig geglättet', 'nach Kapazität geglättet']) {
      await page.getByRole('radio', { name: spread }).check();
      const [arrived, worked, lost, waiting] = await Promise.all(
        ['arrived', 'worked', 'lost', 'waiting'].map(part => figure(page, `queue.${part}`)),
      );
      expect(arrived).toBeGreaterThan(0);
      expect(Math.abs(arrived - worked - lost - waiting)).toBeLessThan(1e-6);
    }
    await expectAccessible(page);
  });

  test('the grid is one stop for the keyboard; a change shows, counts and can be taken back', async ({ open }) => {
    const page = await openCapacity(open);
    const first = page.locator('#cell-0-0');
    await tabTo(page, first);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await expect(page.locator('#cell-1-11')).toBeFocused();
    await page.keyboard.press('Control+Home');
    await expect(first).toBeFocused();
    const before = await figure(page, 'capacity.leads_month.1');
    await page.keyboard.press('3');
    await page.keyboard.press('Enter');
    await expect(page.locator('#cell-1-0')).toBeFocused();
    await expect(first).toHaveClass(/edited/);
    expect(await figure(page, 'capacity.leads_month.1')).toBeLessThan(before);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Delete');
    await expect(first).not.toHaveClass(/edited/);
    expect(await figure(page, 'capacity.leads_month.1')).toBe(before);
    await page.keyboard.press('F2');
    await page.keyboard.type('x');
    await page.keyboard.press('Enter');
    await expect(page.locator('.capacity-grid .complaint')).not.toBeEmpty();
    await page.keyboard.press('Escape');
    await expect(first).toBeFocused();
  });

  test('the quota page follows the capacity plan by itself, and one switch leaves it out', async ({ open }) => {
    const page = await openCapacity(open);
    const counting = async route => {
      await page.evaluate(hash => { location.hash = hash; }, route);
      await settled(page, route);
      return figure(page, 'capacity.opportunities_month');
    };
    const before = await counting('#/quota');
    const sure = await figure(page, 'quota.p_month');
    await expect(page.locator('.coupling')).toContainText('Aus dem Kapazitätsplan');
    // A flood of replies in one month: nobody can work them, and everybody who comes later waits.
    expect(await counting('#/capacity')).toBe(before);
    await page.getByRole('button', { name: /4.000 Mailings/ }).click();
    const sends = page.getByRole('textbox', { name: 'Aussendungen von Mailing' });
    await sends.fill('40000');
    await sends.press('Enter');
    const flooded = await counting('#/quota');
    expect(flooded).toBeLessThan(before);
    expect(await figure(page, 'quota.p_month')).toBeLessThan(sure);
    expect(await figure(page, 'capacity.lost_to_waiting')).toBeGreaterThan(500);
    // Without capacity the opportunities hold as entered; campaigns are part of the plan.
    await page.getByRole('checkbox', { name: 'mit der Kapazität rechnen' }).uncheck();
    expect(await figure(page, 'capacity.opportunities_month')).toBe(75);
    await page.getByRole('checkbox', { name: 'mit der Kapazität rechnen' }).check();
    // The bar takes back the flood and the campaign like any other step.
    const undo = page.locator('.bar').getByRole('button', { name: 'Rückgängig' });
    for (let step = 0; step < 4; step += 1) await undo.click();
    expect(await counting('#/quota')).toBe(before);
  });

  test('a plan belongs to its scenario: the comparison sees it, the base stays', async ({ open }) => {
    const page = await openCapacity(open);
    await page.evaluate(() => { location.hash = '#/compare'; });
    await page.getByLabel('Neues Szenario').fill('Messe');
    await page.keyboard.press('Enter');
    await page.evaluate(() => { location.hash = '#/capacity'; });
    // The campaign goes into the team's year, which begins with the file and not today.
    await expect(page.locator('.cells').getByText(/Fräse/).first()).toBeVisible();
    await page.getByRole('button', { name: /4.000 Mailings/ }).click();
    const inScenario = await figure(page, 'capacity.planned_year');
    await page.getByRole('combobox', { name: /Szenario/ }).first().selectOption('');
    await expect.poll(() => figure(page, 'capacity.planned_year')).toBe(inScenario - 120);
    await page.evaluate(() => { location.hash = '#/compare'; });
    const row = page.getByRole('row', { name: /Kapazitätsplan: Kampagnen/ }).first();
    await expect(row).toContainText('1 mit 120 Leads');
    // The comparison answers at once and again when the worker has reckoned with capacity.
    await expect.poll(async () => await figure(page, 'compare.1.revenue') - await figure(page, 'compare.0.revenue')).not.toBe(0);
    // And it is part of the address.
    await expect.poll(() => page.url()).toContain('?s=2.');
  });
});

test('it works without data, at 320 pixels, in English', async ({ open }) => {
  const page = await open('#/capacity');
  await expect(shown(page, 'capacity.max_leads')).toHaveAttribute('value', /^[0-9]/);
  await expectReflow(page);
});

test('40 reps and 12 months follow every change, and how fast is printed', async ({ open }) => {
  const page = await open('#/capacity');
  await page.evaluate(() => document.querySelectorAll('details').forEach(one => { one.open = true; }));
  const reps = page.locator('[id="capacity.reps"]');
  await reps.fill('40');
  await reps.press('Tab');
  await expect(page.locator('#cell-39-11')).toBeVisible();
  /** Milliseconds from a change of a field to everything drawn: the handler and the next frame's work. */
  const change = (id, value) => page.evaluate(([id, value]) => new Promise(resolve => {
    const field = document.getElementById(id);
    field.value = value;
    const start = performance.now();
    field.dispatchEvent(new Event('change', { bubbles: true }));
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start), 0));
  }), [id, value]);
  const holiday = () => page.evaluate(() => new Promise(resolve => {
    const box = document.querySelector('.holidays input[type=checkbox]');
    const start = performance.now();
    box.click();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start), 0));
  }));
  const campaign = () => page.evaluate(() => new Promise(resolve => {
    const button = [...document.querySelectorAll('button')].find(one => /4[.,]000/.test(one.textContent));
    const start = performance.now();
    button.click();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start), 0));
  }));
  const before = await figure(page, 'capacity.leads_year');
  const times = { meeting: [], holiday: [], campaign: [] };
  for (let round = 0; round < 7; round += 1) {
    times.meeting.push(await change('meetings.weekly_hours', String(3 + round)));
    times.holiday.push(await holiday());
    if (round < 3) times.campaign.push(await campaign());
  }
  const median = list => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
  console.log(Object.entries(times).map(([what, list]) => `${what} ${median(list).toFixed(1)} ms`).join(', '));
  // Nine hours of meetings a week leave less time for leads than the usual ones did.
  expect(await figure(page, 'capacity.leads_year')).toBeLessThan(before);
});

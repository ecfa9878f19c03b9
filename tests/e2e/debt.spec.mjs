// The debt page on the demo company: the planted debts, their price, and the list that goes back into the CRM.
import { readFileSync } from 'node:fs';
import { test, expect, figure, openDemo } from './support/page.mjs';
import { expectAccessible, expectReflow } from './support/accessibility.mjs';

async function openDebt(open) {
  const page = await open('#/data');
  await openDemo(page);
  await page.evaluate(() => { location.hash = '#/debt'; });
  await expect(page.locator('data[data-figure="debt.interest_month"]')).toHaveAttribute('value', /\d/);
  return page;
}

test('the planted debts are found and priced', async ({ open }) => {
  const page = await openDebt(open);
  for (const [id, n] of Object.entries({
    'debt.missing.zip': 200,
    'debt.missing.email': 180,
    'debt.malformed.email': 25,
    'debt.duplicates_exact': 60,
    'debt.duplicates_near': 45,
    'debt.never_contacted': 480,
    'debt.stale': 700,
    'debt.deal.overdue': 24,
    'debt.deal.silent': 30,
    'debt.filter.found': 1160,
  })) {
    expect(await figure(page, id), id).toBe(n);
  }
  expect(await figure(page, 'debt.filter.missed')).toBeCloseTo(40, 0);
  const [principal, interest] = [await figure(page, 'debt.principal'), await figure(page, 'debt.interest_month')];
  expect(await figure(page, 'debt.monthly_rate')).toBeCloseTo(interest / principal, 9);
  await expectAccessible(page);
  await expectReflow(page);
});

test('a rule that is switched off by keyboard costs nothing any more', async ({ open }) => {
  const page = await openDebt(open);
  const before = await figure(page, 'debt.interest_month');
  await page.getByRole('checkbox', { name: 'nie angesprochen' }).focus();
  await page.keyboard.press('Space');
  await expect.poll(() => figure(page, 'debt.interest_month')).toBeLessThan(before);
  const contacts = page.getByRole('group', { name: /^Kontakte/ });
  await contacts.getByRole('button', { name: 'Datensätze ansehen: Postleitzahl fehlt' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Postleitzahl fehlt: 200 Datensätze' })).toBeVisible();
  await expectAccessible(page);
});

test('too few hours are said to let the debt grow', async ({ open }) => {
  const page = await openDebt(open);
  const hours = page.getByRole('textbox', { name: 'Stunden für den Abbau' });
  await hours.fill('0');
  await hours.press('Enter');
  await expect(page.getByText('Die Schulden wachsen.', { exact: true })).toBeVisible();
});

test('the clean-up list is a file without a formula in it', async ({ open }) => {
  const page = await openDebt(open);
  const button = page.getByRole('button', { name: /Kontakte als CSV/ });
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  expect(download.suggestedFilename()).toBe('aufraeumen_kontakte.csv');
  const csv = readFileSync(await download.path(), 'utf8');
  expect(csv.startsWith('\ufeff"Kontakt-ID";')).toBe(true);
  expect(csv).not.toMatch(/(^|;)"[=+@]/m);
  const n = Number((await button.textContent()).replace(/\D/g, ''));
  expect(csv.trim().split('\r\n').length).toBe(n + 1);
});

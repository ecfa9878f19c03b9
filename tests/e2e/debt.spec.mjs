// The debt page on the demo company: the planted debts, their price, and the list that goes back into the CRM.
import { readFileSync } from 'node:fs';
import { test, expect, figure, openDemo, openFiles } from './support/page.mjs';
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

const file = (name, text) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

/** Contacts enough that counting takes several moments. */
function manyContacts(n) {
  const rows = ['Kontakt-ID;Vorname;Nachname;Firma;E-Mail-Adresse;Telefon;Postleitzahl'];
  for (let at = 0; at < n; at++) rows.push(`K-${at};Anna;Hobel${at};Firma ${at >> 2} GmbH;${at % 9 ? `a${at}@b${at}.example` : ''};0931 ${at + 100_000};97070`);
  return rows.join('\r\n');
}

test('counting a long list says how far it is, can be stopped, and goes on', async ({ open }) => {
  test.setTimeout(120_000);
  const page = await open('#/data');
  await openFiles(page, file('kontakte.csv', manyContacts(150_000)));
  // The bar is there for moments only: it is read and its button pressed by the page itself.
  await page.evaluate(() => {
    globalThis.told = [];
    new MutationObserver((_, observer) => {
      const bar = document.querySelector('.job-progress progress');
      if (!bar) return;
      globalThis.told.push(document.querySelector('.job-progress [role=status]').textContent);
      document.querySelector('.job-progress button').click();
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
    location.hash = '#/debt';
  });
  await expect(page.getByText('nicht zu Ende durchgesehen')).toBeVisible({ timeout: 30_000 });
  expect((await page.evaluate(() => globalThis.told))[0]).toMatch(/^Wird durchgesehen: 150\.000 Datensätze, \d+\s%$/);
  await expect(page.locator('data[data-figure="debt.missing.email"]')).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Durchsehen' }).click();
  await expect(page.locator('data[data-figure="debt.missing.email"]')).toHaveAttribute('value', '16667', { timeout: 30_000 });
  await expect(page.locator('.job-progress')).toHaveCount(0);
});

test('a list that is left while it is counted holds nobody up', async ({ open }) => {
  test.setTimeout(120_000);
  const page = await open('#/data');
  await openFiles(page, file('kontakte.csv', manyContacts(150_000)));
  await page.evaluate(() => { location.hash = '#/debt'; });
  await page.evaluate(() => { location.hash = '#/decay'; });
  await expect(page.getByText('was aus den Kontakten wurde').first()).toBeVisible();
  await page.evaluate(() => { location.hash = '#/debt'; });
  await expect(page.locator('data[data-figure="debt.missing.email"]')).toHaveAttribute('value', '16667', { timeout: 30_000 });
});

/** The cells of a CSV file with quotes everywhere, as lists of rows. */
function cells(csv, delimiter) {
  const [rows, row] = [[], []];
  for (const [, text, end] of csv.replace(/^\ufeff/, '').matchAll(new RegExp(`"((?:[^"]|"")*)"(${delimiter}|\r\n)`, 'g'))) {
    row.push(text.replaceAll('""', '"'));
    if (end === '\r\n') rows.push(row.splice(0));
  }
  return rows;
}

async function download(page, name) {
  const [found] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
  return readFileSync(await found.path(), 'utf8');
}

test('what goes out comes back: the clean-up list is opened again and says the same', async ({ open }) => {
  const payloads = ['=1+1', '+49 931 1', '-2+3', '@SUM(1)', '\n=1+1', '"=1+1"', '＝1+1', '\t=1', 'Müller; "Sohn"', '- Notiz'];
  const quoted = text => `"${text.replaceAll('"', '""')}"`;
  const header = ['Kontakt-ID', 'Vorname', 'Nachname', 'Firma', 'E-Mail-Adresse', 'Notizen', 'Saldo'];
  const rows = payloads.map((payload, at) => [`K-${at}`, 'Anna', `Hobel${at}`, payload, '', payload, `-${at + 1},5`]);
  const page = await open('#/data');
  await openFiles(page, file('kontakte.csv', [header, ...rows].map(row => row.map(quoted).join(';')).join('\r\n')));
  await page.evaluate(() => { location.hash = '#/debt'; });
  const first = await download(page, /Kontakte als CSV/);
  for (const row of cells(first, ';').slice(1)) {
    for (const cell of row) expect(cell).not.toMatch(/^[\s"]*[=+@＝＋＠]|^[\s"]*[-－](?!\d+(,\d+)?$)/);
  }
  await page.evaluate(() => { location.hash = '#/data'; });
  await openFiles(page, file('aufraeumen_kontakte.csv', first));
  await expect(page.getByText('aufraeumen_kontakte.csv').first()).toBeVisible();
  expect(await figure(page, 'import.rejected')).toBe(0);
  expect(await figure(page, 'import.rows')).toBe(payloads.length);
  await page.evaluate(() => { location.hash = '#/debt'; });
  await expect(page.locator('data[data-figure="debt.missing.email"]')).toHaveAttribute('value', String(payloads.length));
  const second = await download(page, /Kontakte als CSV/);
  const table = csv => {
    const [names, ...lines] = cells(csv, ';');
    const at = header.map(name => names.indexOf(name));
    return lines.map(line => at.map(column => line[column])).sort((a, b) => a[0].localeCompare(b[0]));
  };
  expect(table(second)).toEqual(table(first));
  // And with the apostrophes of the spreadsheets taken away they are what went in.
  const bare = table(first).map(row => row.map(cell => cell.replace(/^'(?=[\s"']*[=+@＝＋－＠-])/, '')));
  const trimmed = rows.map(row => row.map(cell => cell.trim())).sort((a, b) => a[0].localeCompare(b[0]));
  expect(bare.map(row => row.map(cell => cell.trim()))).toEqual(trimmed);
});

// Scenarios: compared by keyboard alone, passed on as a link and as a file, kept where the store is blocked, full or
// damaged, and in two windows at once.
import { readFileSync } from 'node:fs';
import { test, expect, figure, started } from './support/page.mjs';
import { expectAccessible, expectReflow, tabTo } from './support/accessibility.mjs';

const KEY = 'trichterwerk.scenarios';
const REST = 700; // more than the page waits before it keeps an edit

/** Goes to a page by its link, as a reader would. */
const visit = (page, name) => page.getByRole('link', { name, exact: true }).first().click();

/** Adds a scenario on the compare page. */
async function add(page, name) {
  await page.getByLabel('Neues Szenario').fill(name);
  await page.getByRole('button', { name: 'Anlegen' }).click();
  await expect(page.getByRole('button', { name: `„${name}“ löschen` })).toBeVisible();
}

/** Types a value into a field of the quota page. */
async function type(page, id, text) {
  await page.locator(`[id="${id}"]`).fill(text);
  await page.locator(`[id="${id}"]`).press('Enter');
}

/** A scenario with a close rate of 40 %, compared with the base. */
async function compared(page) {
  await visit(page, 'Vergleich');
  await add(page, 'Besser verkaufen');
  await visit(page, 'Ziel');
  await type(page, 'quota.close_rate', '40');
  await visit(page, 'Vergleich');
}

const lead = page => page.locator('.lead');

test('the keyboard alone leads from a blank page to a compared pair of scenarios', async ({ open }) => {
  const page = await open();
  const press = async locator => { await tabTo(page, locator, { atMost: 150 }); await page.keyboard.press('Enter'); };
  const write = async (locator, text) => {
    await tabTo(page, locator, { atMost: 150 });
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  };
  for (const [name, rate] of [['Mehr Nachfassen', '36,3'], ['Jede zweite', '1/2']]) {
    await press(page.getByRole('link', { name: 'Vergleich', exact: true }));
    await write(page.getByLabel('Neues Szenario'), name);
    await press(page.getByRole('link', { name: `„${name}“ ändern` }));
    await write(page.locator('[id="quota.close_rate"]'), rate);
  }
  await press(page.getByRole('link', { name: 'Vergleich', exact: true }));
  // The reference is chosen with the arrow keys of its list.
  await tabTo(page, page.getByLabel('mit', { exact: true }), { atMost: 150 });
  await page.keyboard.press('ArrowDown');
  await expect(lead(page)).toContainText('„Jede zweite“ bringt gegenüber „Mehr Nachfassen“');
  // 900 x (1/2 - 0.363) x 4,000 EUR.
  await expect(lead(page)).toContainText('493.200 €');
  const [from, to] = [await figure(page, 'compare.0.revenue'), await figure(page, 'compare.2.revenue')];
  expect(to - from).toBeCloseTo(493_200, 6);
});

test('the bridge sums to the cent and names the order of its levers', async ({ open }) => {
  const page = await open('#/compare');
  await compared(page);
  await visit(page, 'Ziel');
  await type(page, 'quota.avg_deal_eur', '4.321,09');
  await type(page, 'quota.opportunities_month', '71');
  await type(page, 'quota.month_eur', '110.000');
  await visit(page, 'Vergleich');
  const chart = page.locator('figure', { hasText: 'Welcher Hebel bringt was?' });
  const cents = async () => {
    const texts = await chart.locator('tbody td:last-child').allTextContents();
    return texts.map(text => Number(text.replaceAll('−', '-').replace(/[^0-9-]/g, '')));
  };
  await chart.getByRole('button', { name: 'Tabelle' }).click();
  const listed = await cents();
  expect(listed).toHaveLength(5);
  expect(listed.slice(0, -1).reduce((a, b) => a + b)).toBe(listed.at(-1));
  await expect(page.getByText('Reihenfolge: Ø Auftrag → Abschlussrate → Vorhandene Chancen im Monat')).toBeVisible();
  await expect(page.getByText('Ohne Einfluss auf diesen Betrag: Umsatzziel im Monat')).toBeVisible();
  await page.getByRole('radio', { name: 'umgekehrt' }).check();
  await expect(page.getByText('Reihenfolge: Vorhandene Chancen im Monat → Abschlussrate → Ø Auftrag')).toBeVisible();
  const reversed = await cents();
  expect([reversed[0], reversed.at(-1)]).toEqual([listed[0], listed.at(-1)]);
  expect(reversed).not.toEqual(listed);
});

test('a deleted scenario comes back, and undo goes further', async ({ open }) => {
  const page = await open('#/compare');
  await compared(page);
  await page.getByRole('button', { name: '„Besser verkaufen“ löschen' }).click();
  await expect(page.getByText('„Besser verkaufen“ ist gelöscht.')).toBeVisible();
  await page.locator('.removed').getByRole('button', { name: 'Rückgängig' }).click();
  await expect(lead(page)).toContainText('240.000 € mehr im Jahr');
  await page.locator('.bar').getByRole('button', { name: 'Rückgängig' }).click();
  await expect(lead(page)).toContainText('unterscheidet sich noch nicht');
});

test('the address is a link with everything in it', async ({ open, browser, watch }) => {
  const page = await open('#/compare');
  await compared(page);
  await expect.poll(() => page.url()).toContain('?s=2.');
  const url = page.url();
  // Somebody else, elsewhere.
  const context = await browser.newContext({ locale: 'de-DE' });
  const other = await context.newPage();
  await other.goto(url);
  await started(other);
  await expect(lead(other)).toContainText('240.000 € mehr im Jahr');
  await context.close();
  // A link that was cut, and one from the future: a sentence, and what was kept stays.
  for (const [broken, why] of [[url.slice(0, -5), 'unvollständig'], [url.replace('s=2.', 's=99.'), 'neueren Version']]) {
    await page.goto('about:blank');
    await page.goto(broken);
    await started(page);
    await expect(page.getByRole('alert').filter({ hasText: why })).toBeVisible();
    await expect(lead(page)).toContainText('240.000 € mehr im Jahr');
  }
  expect(watch.requests).toEqual([]);
});

test('a link opens beside one’s own scenarios, which stay until it is taken over', async ({ open }) => {
  const page = await open('#/compare');
  await compared(page);
  await expect.poll(() => page.url()).toContain('?s=2.');
  const url = page.url();
  await page.getByRole('button', { name: '„Besser verkaufen“ löschen' }).click();
  await add(page, 'Meines');
  await page.waitForTimeout(REST);
  await page.goto('about:blank');
  await page.goto(url);
  await started(page);
  await expect(page.getByText('Das sind die Szenarien aus einem Link.')).toBeVisible();
  await page.getByRole('button', { name: 'Zurück zu meinen' }).click();
  await expect(page.getByRole('button', { name: '„Meines“ löschen' })).toBeVisible();
  // Going back in the history is no link that somebody has sent.
  await visit(page, 'Ziel');
  await page.goBack();
  await expect(page.getByText('Das sind die Szenarien aus einem Link.')).toHaveCount(0);
  await expect(page.getByRole('button', { name: '„Meines“ löschen' })).toBeVisible();
});

test('a file leads back, keeps what it does not know, and a wrong one changes nothing', async ({ open }) => {
  const page = await open('#/compare');
  await compared(page);
  const save = async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Als Datei sichern' }).click(),
    ]);
    return JSON.parse(readFileSync(await download.path(), 'utf8'));
  };
  const give = async text =>
    page.locator('#scenario-file').setInputFiles({ name: 'a.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  const saved = await save();
  expect(saved.scenarios).toEqual([{ id: 1, name: 'Besser verkaufen', changes: { 'quota.close_rate': 0.4 } }]);
  saved.scenarios[0].colour = 'green';
  saved.scenarios[0].changes['quota.invented_later'] = { value: 7, from: 'user' };
  saved.author = 'later version';
  await page.getByRole('button', { name: '„Besser verkaufen“ löschen' }).click();
  await give('{"format": 1}');
  await expect(page.getByText('Das ist keine Szenariendatei von Trichterwerk.')).toBeVisible();
  await give(JSON.stringify(saved));
  await expect(lead(page)).toContainText('240.000 € mehr im Jahr');
  const again = await save();
  expect(again.author).toBe('later version');
  expect(again.scenarios[0].colour).toBe('green');
  expect(again.scenarios[0].changes['quota.invented_later']).toEqual({ value: 7, from: 'user' });
  await page.locator('.bar').getByRole('button', { name: 'Rückgängig' }).click();
  await expect(page.getByRole('button', { name: '„Besser verkaufen“ löschen' })).toHaveCount(0);
});

test('a blocked store is said, and the page works; a reload finds everything in the address', async ({ open, page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } });
  });
  await open('#/compare');
  await expect(page.getByText('Der Browser lässt keinen Speicher zu. Ihre Szenarien gelten')).toBeVisible();
  await compared(page);
  await expect(lead(page)).toContainText('240.000 € mehr im Jahr');
  await expect.poll(() => page.url()).toContain('?s=2.');
  await page.reload();
  await started(page);
  await expect(lead(page)).toContainText('240.000 € mehr im Jahr');
});

test('a full store is said, and what was kept stays', async ({ open, page }) => {
  await open('#/compare');
  await add(page, 'Gesichert');
  await page.waitForTimeout(REST);
  const kept = await page.evaluate(key => localStorage.getItem(key), KEY);
  await page.evaluate(() => {
    Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
  });
  await add(page, 'Zu viel');
  await expect(page.getByText('Der Speicher des Browsers ist voll.')).toBeVisible();
  expect(await page.evaluate(key => localStorage.getItem(key), KEY)).toBe(kept);
  await expect(page.getByRole('button', { name: '„Zu viel“ löschen' })).toBeVisible();
});

for (const [what, text, sentence] of [
  ['a damaged entry is put aside', '{"format": "trichterwerk.scenarios", "vers', 'ließen sich nicht lesen und wurden beiseitegelegt'],
  ['an entry of a newer version stays untouched', '{"format": "trichterwerk.scenarios", "version": 99}', 'stammen von einer neueren Version'],
]) {
  test(`${what} and said`, async ({ open, page }) => {
    await open('#/compare');
    await page.evaluate(([key, text]) => localStorage.setItem(key, text), [KEY, text]);
    await page.reload();
    await started(page);
    await expect(page.getByText(sentence)).toBeVisible();
    await compared(page);
    await expect(lead(page)).toContainText('240.000 € mehr im Jahr');
    await page.waitForTimeout(REST);
    const entries = await page.evaluate(() => Object.values({ ...localStorage }));
    expect(entries).toContain(text);
  });

  test(`${what} and said, also where another window has just written it`, async ({ open, page }) => {
    await open('#/compare');
    await add(page, 'Davor');
    await page.waitForTimeout(REST);
    await page.evaluate(([key, text]) => localStorage.setItem(key, text), [KEY, text]);
    await add(page, 'Danach');
    await expect(page.getByText(sentence)).toBeVisible();
    await page.waitForTimeout(REST);
    const entries = await page.evaluate(() => Object.values({ ...localStorage }));
    expect(entries).toContain(text);
    await expect(page.locator('.scenario-list li')).toHaveCount(2);
  });
}

test('two windows work on one book and lose no save of each other', async ({ open, context, folder, watch }) => {
  const url = folder.copyPage();
  const first = await open('#/compare', url);
  await add(first, 'Gemeinsam');
  await first.waitForTimeout(REST);
  const second = await context.newPage();
  watch.pages.add(url);
  await second.goto(`${url}#/compare`);
  await started(second);
  await expect(second.getByRole('button', { name: '„Gemeinsam“ löschen' })).toBeVisible();
  // Both add at once, neither has seen the other's.
  await Promise.all([add(first, 'Vom ersten'), add(second, 'Vom zweiten')]);
  for (const page of [first, second]) {
    for (const name of ['Gemeinsam', 'Vom ersten', 'Vom zweiten']) {
      await expect(page.getByRole('button', { name: `„${name}“ löschen` })).toBeVisible();
    }
  }
  await first.reload();
  await started(first);
  await expect(first.locator('.scenario-list li')).toHaveCount(3);
});

for (const locale of ['de-DE', 'en-GB']) {
  for (const colorScheme of ['light', 'dark']) {
    test.describe(`${locale} ${colorScheme}`, () => {
      test.use({ locale, colorScheme });

      test('a comparison passes axe and fits 320 pixels', async ({ open }) => {
        const page = await open('#/compare');
        for (const text of ['A', 'B']) {
          await page.locator('#new-scenario').fill(text);
          await page.locator('#new-scenario').press('Enter');
        }
        await visit(page, locale === 'de-DE' ? 'Ziel' : 'Quota');
        await type(page, 'quota.close_rate', '40');
        await visit(page, locale === 'de-DE' ? 'Vergleich' : 'Compare');
        await expect(page.locator('figure svg').first()).toBeVisible();
        await expectAccessible(page);
        await expectReflow(page);
      });
    });
  }
}

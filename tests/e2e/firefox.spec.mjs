// The page in Firefox, over file:// with the origin policy users have.
import { test, expect } from '@playwright/test';
import { Folder } from './support/folder.mjs';
import { withFirefox } from './support/firefox.mjs';
import { PackedPage, WASM, flipInTheMiddle } from './support/packed.mjs';

test.describe.configure({ timeout: 60_000 });

test('starts from file:// in a folder with blanks and umlauts, and asks nothing of the network', async () => {
  const folder = new Folder();
  const url = folder.copyPage();
  const seen = { requests: [], complaints: [] };
  await withFirefox(async browser => {
    const page = await browser.newPage();
    page.on('request', request => {
      const asked = request.url();
      // `data:` is no network: the empty icon, and a font of Firefox's own for form controls.
      if (asked.split(/[?#]/)[0] !== url && !asked.startsWith('data:')) seen.requests.push(asked);
    });
    page.on('console', message => {
      if (['error', 'warn', 'warning'].includes(message.type())) seen.complaints.push(message.text());
    });
    page.on('pageerror', error => seen.complaints.push(String(error)));
    const before = performance.now();
    await page.goto(`${url}#/quota`);
    await page.waitForSelector('main');
    console.log(`Firefox: from navigation to the drawn page ${(performance.now() - before).toFixed(0)} ms`);
    expect(await page.$('#boot')).toBeNull();
  });
  folder.remove();
  expect(seen).toEqual({ requests: [], complaints: [] });
});

test('says why a changed file does not start', async () => {
  const folder = new Folder();
  const url = folder.write('flipped.html', new PackedPage().with(WASM, flipInTheMiddle));
  const told = await withFirefox(async browser => {
    const page = await browser.newPage();
    await page.goto(url);
    await page.waitForSelector('#boot[data-reason="damaged"]');
    return page.$eval('#boot', notice => notice.textContent);
  });
  folder.remove();
  expect(told).toContain('Diese Datei ist beschädigt');
  expect(told).toContain('This file is damaged');
});

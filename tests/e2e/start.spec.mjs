// The page starts by double-click, and where it cannot it says why in both languages.
import { test, expect, started } from './support/page.mjs';
import { GLUE, PackedPage, START, WASM, flipInTheMiddle, forged } from './support/packed.mjs';

test('starts from file:// in a folder with blanks and umlauts', async ({ open, watch }) => {
  const before = performance.now();
  const page = await open();
  console.log(`Chromium: from navigation to the drawn page ${(performance.now() - before).toFixed(0)} ms`);
  await expect(page).toHaveTitle(/Trichterwerk/);
  expect(watch.pages.size).toBe(1);
});

test('starts at the page its fragment names and keeps the query', async ({ open }) => {
  const page = await open('?from=mail#/quota');
  await expect(page.getByRole('link', { name: 'Ziel', exact: true })).toHaveAttribute('aria-current', 'page');
  expect(page.url()).toContain('?from=mail#/quota');
});

test('hands the module and the glue to the worker', async ({ open }) => {
  const page = await open();
  const given = await page.evaluate(() => ({
    module: globalThis.trichterwerk.module instanceof WebAssembly.Module,
    glue: globalThis.trichterwerk.glue === document.getElementById('glue').textContent,
  }));
  expect(given).toEqual({ module: true, glue: true });
});

test.describe('says why it does not start:', () => {
  // A refused script is a violation and a complaint, as it should be.
  test.use({ isQuiet: false });

  /** Opens the page and expects the two sentences, and nothing of the app. */
  async function expectRefusal(page, watch, url, reason, sentences) {
    watch.pages.add(url);
    await page.goto(url);
    const notice = page.locator('#boot');
    if (reason) await expect(notice).toHaveAttribute('data-reason', reason);
    for (const sentence of sentences) await expect(notice).toContainText(sentence);
    await expect(page.getByRole('main')).toHaveCount(0);
    expect(watch.requests).toEqual([]);
  }

  const damaged = ['Diese Datei ist beschädigt oder wurde verändert', 'This file is damaged or was changed'];

  test('a flipped byte of the module', async ({ page, folder, watch }) => {
    const url = folder.write('flipped.html', new PackedPage().with(WASM, flipInTheMiddle));
    await expectRefusal(page, watch, url, 'damaged', damaged);
  });

  test('a forged module that unzips and compiles', async ({ page, folder, watch }) => {
    const url = folder.write('forged.html', new PackedPage().with(WASM, forged));
    await expectRefusal(page, watch, url, 'damaged', [...damaged, 'SHA-256']);
  });

  test('a file that was cut off while it was downloaded', async ({ page, folder, watch }) => {
    const { html } = new PackedPage();
    const url = folder.write('cut.html', html.slice(0, html.length >> 1));
    // The scripts are missing, so the notice of the markup stays.
    await expectRefusal(page, watch, url, null, ['Bleibt dieser Satz stehen', 'If this sentence stays']);
  });

  test('a changed glue script', async ({ page, folder, watch }) => {
    const url = folder.write('glue.html', new PackedPage().with(GLUE, glue => `${glue}\n`));
    await expectRefusal(page, watch, url, 'damaged', damaged);
    expect(watch.violations).toHaveLength(1);
  });

  test('a changed boot script', async ({ page, folder, watch }) => {
    const url = folder.write('boot.html', new PackedPage().with(START, boot => `${boot}\n`));
    await expectRefusal(page, watch, url, null, ['Bleibt dieser Satz stehen', 'If this sentence stays']);
    expect(watch.violations).toHaveLength(1);
  });

  for (const [what, reason, sentence, script] of [
    ['an old browser', 'old', 'Dieser Browser ist zu alt', () => delete globalThis.DecompressionStream],
    ['a browser that forbids WebAssembly', 'forbidden', 'Dieser Browser erlaubt kein WebAssembly', () => delete globalThis.WebAssembly],
    ['an unencrypted address', 'insecure', 'unverschlüsselte Adresse', () => Object.defineProperty(globalThis.crypto, 'subtle', { value: undefined })],
    ['an instruction the browser does not know', 'old', 'Dieser Browser ist zu alt', () => {
      const compile = WebAssembly.compile;
      WebAssembly.compile = bytes => (bytes.byteLength > 8 ? Promise.reject(new WebAssembly.CompileError('invalid opcode')) : compile(bytes));
    }],
    ['a module that fails while it starts', 'failed', 'konnte nicht starten', () => {
      WebAssembly.instantiate = () => Promise.reject(new WebAssembly.RuntimeError('unreachable'));
    }],
  ]) {
    test(what, async ({ page, context, folder, watch }) => {
      await context.addInitScript(script);
      await expectRefusal(page, watch, folder.copyPage(), reason, [sentence]);
    });
  }
});

test('decodes the module where the browser has no fromBase64', async ({ open, context }) => {
  await context.addInitScript(() => delete Uint8Array.fromBase64);
  await started(await open());
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('says that it needs it', async ({ page, folder, watch }) => {
    const url = folder.copyPage();
    watch.pages.add(url);
    await page.goto(url);
    for (const [lang, sentence] of [['de', 'braucht dafür JavaScript'], ['en', 'needs JavaScript for it']]) {
      const paragraph = page.locator(`noscript p[lang=${lang}]`);
      await expect(paragraph).toBeVisible();
      await expect(paragraph).toContainText(sentence);
    }
  });
});

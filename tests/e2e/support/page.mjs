// What every spec starts from: `import { test, expect } from './support/page.mjs'`.
//
// `open('#/funnel')` opens the built page from file:// and waits until it is drawn. Every test is watched: it fails
// if anything is asked of the network, blocked by the policy or complained of in the console, unless the spec
// says `test.use({ isQuiet: false })` and looks at `watch` itself.
import { test as base, expect } from '@playwright/test';
import { Folder } from './folder.mjs';
import { Watch, quiet } from './watch.mjs';

export const test = base.extend({
  /** Whether the test fails if the watch has seen anything. */
  isQuiet: [true, { option: true }],

  /** A folder with an awkward path, removed afterwards. */
  folder: async ({}, use) => {
    const folder = new Folder();
    await use(folder);
    folder.remove();
  },

  watch: [
    async ({ context, isQuiet }, use) => {
      const watch = await Watch.start(context);
      await use(watch);
      if (isQuiet) expect(watch.seen()).toEqual(quiet);
    },
    { auto: true },
  ],

  /** Opens the page at a route; `url` is that of a copy, made here if there is none yet. */
  open: async ({ page, folder, watch }, use) => {
    let copy;
    await use(async (hash = '', url = (copy ??= folder.copyPage())) => {
      watch.pages.add(url);
      await page.goto(url + hash);
      await started(page);
      return page;
    });
  },
});

/** Waits until the app has taken the place of the boot notice. */
export async function started(page) {
  await expect(page.locator('#boot')).toHaveCount(0);
  await expect(page.getByRole('main')).toBeVisible();
}

/** The full-precision value of a figure; null where the page shows none. */
export async function figure(page, id) {
  const value = await page.locator(`data[data-figure="${id}"]`).first().getAttribute('value');
  return value === '' ? null : Number(value);
}

/** Waits until a route is shown and everything on it is the answer to what was asked last. */
export async function settled(page, route) {
  await expect(page.locator(`nav a[href="${route}"]`)).toHaveAttribute('aria-current', 'page');
  await answered(page);
}

/** Waits until everything on the page is the answer to what was asked last. */
export async function answered(page) {
  await expect(page.locator('main[aria-busy="true"], main [aria-busy="true"], main .stale')).toHaveCount(0, { timeout: 20_000 });
}

/** Gives files to the page as the file dialog would: paths, or `{ name, mimeType, buffer }`; waits until they are read. */
export async function openFiles(page, files) {
  await page.locator('input[type=file]').first().setInputFiles(files);
  await imported(page);
}

/** Opens the demo data from the data page and waits until they are read. */
export async function openDemo(page) {
  await page.getByRole('button', { name: /Beispieldaten|demo data/i }).first().click();
  await imported(page);
}

async function imported(page) {
  await expect(page.locator('data[data-figure="import.rows"]').first()).toHaveAttribute('value', /^[1-9]/, { timeout: 60_000 });
}

export { expect };

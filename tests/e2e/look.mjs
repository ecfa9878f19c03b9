// Pictures for people to look at: `node tests/e2e/look.mjs [--demo | --file FILE.csv…] [--whole] [ROUTE…]`.
//
// Takes the given hash routes (all pages if none is given) in German and English, light and dark, at 1280x720
// and 360x740, from the built page over file://, into target/look/. With --demo the demo data are opened
// first, with --file the files are; --whole takes the whole page rather than the window.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { Folder } from './support/folder.mjs';
import { chromium as options, root } from './support/machine.mjs';
import { openDemo, openFiles, started } from './support/page.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { demo: { type: 'boolean' }, file: { type: 'string', multiple: true }, whole: { type: 'boolean' } },
});
const routes = positionals.length
  ? positionals.map(route => route.replace(/^#?\/?/, ''))
  : ['data', 'funnel', 'decay', 'debt', 'quota', 'capacity', 'compare', 'report'];
const sizes = [
  { width: 1280, height: 720 },
  { width: 360, height: 740 },
];

const out = join(root, 'target', 'look');
mkdirSync(out, { recursive: true });
const folder = new Folder();
const url = folder.copyPage();
const browser = await chromium.launch(options);
for (const locale of ['de-DE', 'en-GB']) {
  for (const colorScheme of ['light', 'dark']) {
    for (const viewport of sizes) {
      const context = await browser.newContext({ locale, colorScheme, viewport, reducedMotion: 'reduce' });
      const page = await context.newPage();
      page.on('pageerror', error => console.log(`error: ${error}`));
      page.on('console', message => message.type() === 'error' && console.log(`console: ${message.text()}`));
      await page.goto(`${url}#/data`);
      await started(page);
      if (values.file) await openFiles(page, values.file);
      if (values.demo) await openDemo(page);
      for (const route of routes) {
        // Changing the fragment keeps the data, which a new page load would not.
        await page.evaluate(hash => { location.hash = hash; }, `#/${route}`);
        await page.waitForTimeout(1500);
        const name = `${route.replace(/\W+/g, '_')}-${locale.slice(0, 2)}-${colorScheme}-${viewport.width}.png`;
        await page.screenshot({ path: join(out, name), fullPage: values.whole });
        console.log(join('target', 'look', name));
      }
      await context.close();
    }
  }
}
await browser.close();
folder.remove();

// WCAG 2.2 AA on every page, in both languages and both colour schemes, and the frame by keyboard alone.
import { test, expect } from './support/page.mjs';
import { expectAccessible, expectReflow, tabTo } from './support/accessibility.mjs';

const ROUTES = ['data', 'funnel', 'decay', 'debt', 'quota', 'capacity', 'compare', 'report'];

for (const locale of ['de-DE', 'en-GB']) {
  for (const colorScheme of ['light', 'dark']) {
    test.describe(`${locale} ${colorScheme}`, () => {
      test.use({ locale, colorScheme });

      for (const route of ROUTES) {
        test(`axe finds nothing on ${route}`, async ({ open }) => {
          await expectAccessible(await open(`#/${route}`));
        });
      }
    });
  }
}

for (const route of ROUTES) {
  test(`${route} needs no sideways scroll at 320 pixels`, async ({ open }) => {
    await expectReflow(await open(`#/${route}`));
  });
}

test('the keyboard leads to every page, and past the navigation', async ({ open }) => {
  const page = await open('#/data');
  for (const name of ['Trichter', 'Ziel', 'Bericht']) {
    const link = page.getByRole('link', { name, exact: true });
    await tabTo(page, link);
    await page.keyboard.press('Enter');
    await expect(link).toHaveAttribute('aria-current', 'page');
  }
  await page.reload();
  const skip = page.getByRole('link', { name: 'Zum Inhalt' });
  await tabTo(page, skip);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
});

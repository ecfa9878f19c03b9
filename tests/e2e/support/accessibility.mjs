// Accessibility: axe, and the keyboard.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from '@playwright/test';
import { answered } from './page.mjs';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Fails with the rule and the elements for every violation that axe finds on the page once it has its answers. */
export async function expectAccessible(page) {
  // What is still being computed is dimmed: for that moment below the contrast of a text to be read.
  await answered(page);
  // Evaluated by the browser's debugger, which the policy of the page does not bind; a script tag would be refused.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(rules => globalThis.axe.run(document, { runOnly: rules }), RULES);
  const told = violations.map(({ id, help, nodes }) => `${id} (${help}): ${nodes.map(node => node.html).join(' | ')}`);
  expect(told).toEqual([]);
}

/** Presses Tab (or Shift+Tab) until the element has the focus; fails if it is not reached. Returns the number of presses. */
export async function tabTo(page, locator, { backwards = false, atMost = 100 } = {}) {
  for (let presses = 0; presses <= atMost; presses++) {
    if (await locator.evaluate(element => element === document.activeElement)) return presses;
    await page.keyboard.press(backwards ? 'Shift+Tab' : 'Tab');
  }
  throw new Error(`${locator} is not reached by ${atMost} tabs`);
}

/** The elements that Tab reaches in turn, each as its role and name, until the focus is back at the start. */
export async function tabOrder(page, { atMost = 200 } = {}) {
  const order = [];
  const seen = new Set();
  for (let presses = 0; presses < atMost; presses++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      globalThis.tabStops ??= new Map();
      if (!globalThis.tabStops.has(element)) globalThis.tabStops.set(element, globalThis.tabStops.size);
      return {
        at: globalThis.tabStops.get(element),
        name: element.getAttribute('aria-label') || element.textContent.trim() || element.getAttribute('name') || element.id,
        role: element.getAttribute('role') || element.tagName.toLowerCase(),
      };
    });
    if (!stop || seen.has(stop.at)) break;
    seen.add(stop.at);
    order.push(`${stop.role} ${stop.name}`);
  }
  return order;
}

/** Fails if the page scrolls sideways at 320 CSS pixels, which is 400 % zoom of a 1280 pixel window (WCAG 1.4.10). */
export async function expectReflow(page) {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await page.setViewportSize(before);
  expect(overflow, 'pixels of sideways scroll at 320 px').toBeLessThanOrEqual(0);
}

// Firefox over WebDriver BiDi.
import puppeteer from 'puppeteer-core';
import { firefox } from './machine.mjs';

/** Runs `work(browser)` with a headless Firefox that treats file:// as it does on a user's machine. */
export async function withFirefox(work) {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: firefox,
    headless: true,
    protocol: 'webDriverBiDi',
    extraPrefsFirefox: {
      // puppeteer relaxes file:// by default; the tests would then pass where a user's Firefox refuses.
      'security.fileuri.strict_origin_policy': true,
      'intl.accept_languages': 'de-DE, de',
    },
  });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

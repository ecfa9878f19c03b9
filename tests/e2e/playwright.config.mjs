// The end-to-end tests of dist/index.html, over file://. `cargo xtask test e2e` sets up what they need.
import { defineConfig } from '@playwright/test';
import { chromium, firefox, root } from './support/machine.mjs';

if (!firefox) console.log('SKIPPED: the Firefox tests, for there is no Firefox');

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.mjs',
  testIgnore: firefox ? [] : ['**/firefox.spec.mjs'],
  outputDir: `${root}/test-results`,
  fullyParallel: true,
  workers: 2,
  forbidOnly: !!process.env.CI,
  reporter: [['list'], ['./support/result_line.mjs']],
  use: {
    launchOptions: chromium,
    viewport: { width: 1280, height: 720 },
    locale: 'de-DE',
    timezoneId: 'Europe/Berlin',
    screenshot: 'only-on-failure',
  },
});

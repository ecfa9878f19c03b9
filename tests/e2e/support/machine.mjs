// What is on this machine: the built page and the browsers. `cargo xtask test` names them.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '');

/** The built page. */
export const builtPage = `${root}/dist/index.html`;
if (!existsSync(builtPage)) throw new Error('dist/index.html is missing: run `cargo xtask build`');

const found = (named, candidates) => named ?? candidates.find(path => existsSync(path));

/** Launch options of Chromium: nothing of its own may use the network. */
export const chromium = {
  executablePath: found(process.env.CHROMIUM, ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

/** The path of Firefox; undefined where there is none. */
export const firefox = found(process.env.FIREFOX, ['/usr/bin/firefox-esr', '/usr/bin/firefox']);

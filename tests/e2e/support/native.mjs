// What `examples/report` prints without a browser, to hold the page against.
import { execFileSync } from 'node:child_process';
import { root } from './machine.mjs';

/** The figures of `examples/report` for the same input, by id. */
export function nativeFigures(...words) {
  const command = ['run', '--quiet', '--no-default-features', '--example', 'report', '--', ...words];
  return JSON.parse(execFileSync('cargo', command, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 }));
}

// Reads and rebuilds the parts of the packed page, to test what happens when a part is not what it should be.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { builtPage } from './machine.mjs';

export class PackedPage {
  html = readFileSync(builtPage, 'utf8');

  /** The text of the one element that starts with `start`, say `<script id="glue">`. */
  part(start) {
    const parts = this.html.split(start);
    if (parts.length !== 2) throw new Error(`expected one ${start}`);
    return parts[1].slice(0, parts[1].indexOf('</'));
  }

  /** The page with that text replaced. */
  with(start, change) {
    const part = this.part(start);
    return this.html.replace(start + part, () => start + change(part));
  }

  /** The bytes of the module. */
  get wasm() {
    return gunzipSync(Buffer.from(this.part(WASM), 'base64'));
  }

  get policy() {
    return this.html.match(/<meta http-equiv="Content-Security-Policy" content="([^"]*)">/)[1];
  }
}

export const WASM = '<script id="wasm" type="application/octet-stream">';
export const GLUE = '<script id="glue">';
export const START = '<script id="start">';
export const STYLE = '<style>';

/** The source expression of an inline part in a Content-Security-Policy. */
export const sourceHash = text => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The text with the character in its middle replaced by another one. */
export function flipInTheMiddle(text) {
  const at = text.length >> 1;
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
}

/** The module with a byte of its last section changed, well zipped: only the SHA-256 can tell. */
export function forged(base64) {
  const wasm = gunzipSync(Buffer.from(base64, 'base64'));
  wasm[wasm.length - 1] ^= 1;
  return gzipSync(wasm).toString('base64');
}

// A folder for copies of the page, with the blanks, umlauts and signs that real paths have.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { builtPage } from './machine.mjs';

export class Folder {
  constructor() {
    this.root = mkdtempSync(join(tmpdir(), 'trichterwerk-'));
    this.path = join(this.root, 'Übung für Müller & Söhne', '100 % #1 (Kopie)');
    mkdirSync(this.path, { recursive: true });
  }

  /** Copies the built page here; returns its URL. */
  copyPage(name = 'Trichterwerk Prüfung.html') {
    cpSync(builtPage, join(this.path, name));
    return this.url(name);
  }

  /** Writes a file here; returns its URL. */
  write(name, content) {
    writeFileSync(join(this.path, name), content);
    return this.url(name);
  }

  /** The file:// URL of a file here. */
  url(name) {
    return pathToFileURL(join(this.path, name)).href;
  }

  remove() {
    rmSync(this.root, { recursive: true, force: true });
  }
}

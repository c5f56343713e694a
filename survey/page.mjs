// @ts-check
// Writes docs/compatibility.md from figures.json. `--check` writes nothing, and fails if the page is out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { readFigures } from './harness/figures.mjs';
import { renderPage } from './harness/render-page.mjs';

const page = new URL('../docs/compatibility.md', import.meta.url);

export function writePage(/** @type {import('./harness/figures.mjs').Figures} */ figures) {
  writeFileSync(page, renderPage(figures));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = renderPage(readFigures());
  if (!process.argv.includes('--check')) writeFileSync(page, text);
  else if (readFileSync(page, 'utf8') !== text) {
    console.error(
      'docs/compatibility.md does not match survey/figures.json: run `node survey/page.mjs`',
    );
    process.exitCode = 1;
  }
}

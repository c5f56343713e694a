// @ts-check
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { chart } from './chart.mjs';
import { chartsOf, page } from './page.mjs';
import { topics } from './topics.mjs';

/** @typedef {import('../harness/figures.mjs').Run} Run */

const docs = new URL('../../docs/', import.meta.url);

/** Returns the page and its charts, by their paths in `docs`. */
function filesOf(/** @type {readonly Run[]} */ runs) {
  return {
    'benchmarks.md': page(runs),
    ...Object.fromEntries(
      topics.flatMap((topic) =>
        chartsOf(topic, runs).map(({ path, what }) => [path, chart(topic, what, runs)]),
      ),
    ),
  };
}

/** Writes the page and its charts, in place of those that were there. */
export function writePage(/** @type {readonly Run[]} */ runs) {
  const charts = new URL('benchmarks/', docs);
  rmSync(charts, { recursive: true, force: true });
  mkdirSync(charts);
  for (const [path, text] of Object.entries(filesOf(runs)))
    writeFileSync(new URL(path, docs), text);
}

/** Returns the files that differ from what the figures give. */
export function outdated(/** @type {readonly Run[]} */ runs) {
  return Object.entries(filesOf(runs))
    .filter(([path, text]) => {
      const file = new URL(path, docs);
      return !existsSync(file) || readFileSync(file, 'utf8') !== text;
    })
    .map(([path]) => `docs/${path}`);
}

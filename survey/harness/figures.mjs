// @ts-check
// What was measured: survey/figures.json, from which docs/compatibility.md is made.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * @typedef {import('./measure.mjs').Finding} Finding
 * @typedef {object} Entry
 * @property {string} kind
 * @property {string} version
 * @property {Record<string, Finding[]>} nodes What was found on each Node.
 * @typedef {object} Figures
 * @property {Record<string, string>} nodes The version of each Node.
 * @property {Record<string, Entry>} libraries
 * @property {Record<string, string>} skipped The kind of each library that was never measured.
 */

const file = new URL('../figures.json', import.meta.url);

/** @returns {Figures} */
export function readFigures() {
  if (!existsSync(file)) return { nodes: {}, libraries: {}, skipped: {} };
  return JSON.parse(readFileSync(file, 'utf8'));
}

export function writeFigures(/** @type {Figures} */ { nodes, libraries, skipped }) {
  // A line for each library: a change of one shows as one.
  const lines = Object.entries(inOrder(libraries)).map(
    ([name, entry]) => `    ${JSON.stringify(name)}: ${JSON.stringify(entry)}`,
  );
  const parts = [
    `  "nodes": ${JSON.stringify(nodes)}`,
    `  "libraries": {\n${lines.join(',\n')}\n  }`,
    `  "skipped": ${JSON.stringify(inOrder(skipped))}`,
  ];
  writeFileSync(file, `{\n${parts.join(',\n')}\n}\n`);
}

/** @template T @param {Record<string, T>} record @returns {Record<string, T>} */
function inOrder(record) {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

// @ts-check
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { writePage } from '../page/write.mjs';

/**
 * @typedef {import('./compare.mjs').Row} Row
 *
 * @typedef {object} Run One Node.
 * @property {string} node
 * @property {string} machine
 * @property {Record<string, string>} versions
 * @property {number} seconds
 * @property {Row[]} rows
 */

const committed = new URL('../figures.json', import.meta.url);
/** By how much a ratio may be worse than the committed one, beyond the spread of both. */
const TOLERANCE = 1.1;

/** Returns the committed figures. @returns {Run[]} */
export function read() {
  return existsSync(committed) ? JSON.parse(readFileSync(committed, 'utf8')) : [];
}

/** Writes the figures and the page. Figures of other versions of Node and of other groups stay. */
export function write(/** @type {Run} */ run) {
  const known = read();
  const others = known.filter(({ node }) => !sameMajor(run.node, node));
  const measured = new Set(run.rows.map(({ group }) => group));
  const kept = known.find(({ node }) => sameMajor(run.node, node))?.rows ?? [];
  const rows = [...kept.filter(({ group }) => !measured.has(group)), ...run.rows];
  const all = [...others, { ...run, rows }].toSorted((one, other) =>
    one.node.localeCompare(other.node),
  );
  writeFileSync(committed, `${JSON.stringify(all, undefined, 1)}\n`);
  writePage(all);
}

/** Prints the rows that got worse. Returns true if there are none. */
export function compareWith(
  /** @type {readonly Run[]} */ before,
  /** @type {readonly Run[]} */ after,
) {
  const worse = after.flatMap((run) => {
    const known = before.find(({ node }) => sameMajor(node, run.node));
    if (known === undefined) {
      console.error(`Nothing to compare with: no figures of Node ${run.node} are committed`);
      return [];
    }
    return run.rows.flatMap((row) => {
      const was = known.rows.find((one) => nameOf(one) === nameOf(row));
      if (was === undefined || !isWorse(was, row)) return [];
      const change = `${was.ratio.toFixed(2)}x → ${row.ratio.toFixed(2)}x`;
      return [`Node ${run.node}, ${nameOf(row)}: ${change}`];
    });
  });
  for (const line of worse) console.error(line);
  console.error(`${worse.length} rows are worse than the committed figures`);
  return worse.length === 0;
}

function sameMajor(/** @type {string} */ one, /** @type {string} */ other) {
  return one.split('.')[0] === other.split('.')[0];
}

function nameOf(/** @type {Row} */ { group, what, of }) {
  return `${group}, ${what}, ${of}`;
}

/** Compares our own rows only, as far as they are steady. */
function isWorse(/** @type {Row} */ was, /** @type {Row} */ is) {
  if (!is.of.startsWith('@aiolocals') || is.isSteady === false) return false;
  return is.unit === '/s' ? is.high * TOLERANCE < was.low : is.low > was.high * TOLERANCE;
}

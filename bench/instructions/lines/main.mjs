// @ts-check
// Counts the instructions that a log line takes, and prints a table. On a busy machine, a count says more than the clock. It
// needs valgrind, and takes about half a minute for each row.
//   --node 24                On these versions of Node. By default on the one that runs this.
//   --only ten,pino2         Only these rows, separated by commas.
//   --keep folder            Keeps the profiles, for `callgrind_annotate`.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { nodesOf } from '../../harness/machine.mjs';
import { hasValgrind, instructionsOf } from '../grind.mjs';

const LINES = fileURLToPath(new URL('lines.mjs', import.meta.url));
const BURST = 8;

/**
 * @typedef {object} Row
 * @property {string} kind Of line.
 * @property {number} each How many lines a request logs.
 * @property {string} ours
 * @property {string} floor
 * @property {boolean} [isShared] Whether all lines are of one context.
 * @property {number} [most] What the ratio of the two should be at most.
 */

/** @type {Readonly<Record<string, Row>>} */
const ROWS = {
  two: configured('two', 0.55),
  plain: configured('plain', 0.5),
  ten: configured('ten', 0.6),
  error: configured('error', 0.85),
  // So many lines for each request that the turn of the event loop between two requests does not matter.
  disabled: { ...configured('disabled', 0.05), each: 1000 },
  guest: { ...configured('two', 1.05), ours: 'guest' },
  guestOfFields: { ...configured('two'), ours: 'guest', floor: 'winstonWithFields' },
  fields: { ...configured('two'), ours: 'winstonWithFields' },
  formatOnly: { ...configured('two'), ours: 'winstonFormatOnly' },
  pino50: onPino(50, 'pinoMixin', 1.15),
  pino2: onPino(2, 'pinoMixin', 1.15),
  pinoConfigured2: { ...onPino(2, 'pinoMixin', 1.15), ours: 'pinoConfigured' },
  pinoInContexts2: onPino(2, 'pinoMixinInContexts'),
};

/** @returns {Row} */
function configured(/** @type {string} */ kind, /** @type {number} */ most = Infinity) {
  return { kind, each: BURST, ours: 'configured', floor: 'winston', isShared: true, most };
}

/** @returns {Row} */
function onPino(
  /** @type {number} */ each,
  /** @type {string} */ floor,
  /** @type {number} */ most = Infinity,
) {
  return { kind: 'two', each, ours: 'pino', floor, most };
}

const { values } = parseArgs({
  options: {
    node: { type: 'string' },
    only: { type: 'string', default: Object.keys(ROWS).join() },
    keep: { type: 'string' },
  },
});

/** @typedef {import('../../harness/machine.mjs').NodeToMeasure} Node */

/** Returns the instructions of a line. */
async function instructions(
  /** @type {Node} */ node,
  /** @type {string} */ logger,
  /** @type {Row} */ row,
) {
  const { kind, each, isShared } = row;
  const requests = (/** @type {number} */ lines) => Math.ceil(lines / each);
  const keep = values.keep && join(values.keep, `${logger}-${kind}-${each}`);
  if (keep) mkdirSync(keep, { recursive: true });
  const program = [LINES, logger, kind, String(each), isShared ? 'shared' : 'own'];
  const work = {
    warmUp: requests(100_000),
    settle: requests(2000),
    counted: requests(8000),
    isLogging: true,
    doIt: (/** @type {number} */ times, /** @type {import('../grind.mjs').Program} */ { ask }) =>
      ask(String(times)),
  };
  const perRequest = await instructionsOf(node, program, work, keep);
  return perRequest / each;
}

if (!hasValgrind()) {
  console.error('Cannot count instructions: valgrind is not installed');
  process.exit(1);
}

const table = [];
for (const node of nodesOf(values.node)) {
  /** @type {Map<string, Promise<number>>} */
  const known = new Map();
  for (const name of values.only.split(',')) {
    const row = ROWS[name];
    if (row === undefined)
      throw new Error(
        `Expected --only to name some of ${Object.keys(ROWS).join(', ')}, got ${name}`,
      );
    /** @type {number[]} */
    const counts = [];
    for (const logger of [row.floor, row.ours]) {
      const key = [logger, row.kind, row.each, row.isShared].join();
      const counted = known.get(key) ?? instructions(node, logger, row);
      known.set(key, counted);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      counts.push(Math.round(await counted));
    }
    const [floor = 0, ours = 0] = counts;
    const ratio = ours / floor;
    const goal = row.most === undefined || row.most === Infinity ? '' : `≤ ${row.most}`;
    table.push({ node: node.version, row: name, floor, ours, ratio: ratio.toFixed(3), goal });
    process.stderr.write(
      `Node ${node.version}, ${name}: ${ours} / ${floor} = ${ratio.toFixed(3)} ${goal}\n`,
    );
  }
}
console.table(table);

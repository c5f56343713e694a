// @ts-check
// Measures how much of our code runs for one warm request or log line: files, calls and frames in stack traces.
// It runs the built packages (`pnpm build`), each row in a process of its own, with real servers.
//   --list           Also prints the files of each row, in the order in which they were first entered.
//   --only express   Only the rows whose name contains this.
//   --json           Prints the measurements as JSON instead.
//   --check          Prints only what misses its goal, and exits with 1 if anything does.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { measureErrors } from './walk/errors.mjs';
import { measureFrames } from './walk/frames.mjs';
import { measureLogLine } from './walk/log-line.mjs';
import { measureRequest } from './walk/request.mjs';

/** @typedef {{ file: string, calls: number }} Step */
/** @typedef {{ what: string, value: number, goal: number, steps?: Step[], detail?: string[] }} Measurement */
/** @typedef {{ name: string, measure: () => Promise<Measurement[]> }} Row */

const FRAMES = 1;
/** Whether the methods of Express's requests are bound on Node's prototypes: see prepare-express.ts. */
const ARE_PROPERTIES_CHEAP = Number.parseInt(process.versions.node, 10) >= 24;
/** At most so many files and calls. The goals of Express 5 are 12 and 70; the others hold what was reached. */
const REQUESTS = /** @type {const} */ ([
  ['express-5', ARE_PROPERTIES_CHEAP ? { files: 13, calls: 70 } : { files: 12, calls: 70 }],
  ['express-4', ARE_PROPERTIES_CHEAP ? { files: 13, calls: 78 } : { files: 12, calls: 74 }],
  ['koa-3', { files: 14, calls: 66 }],
  ['node:http', { files: 9, calls: 46 }],
]);

/** @type {Row[]} */
const rows = [
  ...REQUESTS.map(([server, goals]) => ({
    name: `request, ${server}`,
    measure: () => measureRequest(server, goals),
  })),
  { name: "winston.info('x')", measure: () => measureLogLine({ files: 12 }) },
  ...['express-5', 'express-4'].map((version) => ({
    name: `error in a nested router, ${version}`,
    measure: () => measureFrames(version, FRAMES),
  })),
  { name: 'NoContextError', measure: async () => measureErrors() },
];

const { values } = parseArgs({
  options: {
    list: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    only: { type: 'string' },
    /** For the processes that measure one row each. */
    row: { type: 'string' },
  },
});

if (values.row === undefined) await measureAll();
else process.send?.(await rows.find(({ name }) => name === values.row)?.measure());

async function measureAll() {
  const chosen = rows.filter(({ name }) => name.includes(values.only ?? ''));
  /** @type {(Measurement & { name: string })[]} */
  const measured = [];
  for (const { name } of chosen) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other, so that no row slows another down
    for (const measurement of await measureApart(name)) measured.push({ name, ...measurement });
  }
  if (values.json) console.log(JSON.stringify(measured, undefined, 2));
  else if (!values.check) print(measured);
  else if (measured.some(isMissed)) {
    print(measured.filter(isMissed));
    process.exitCode = 1;
  } else console.log(`All ${measured.length} measurements meet their goals`);
}

/** In a process of its own: what the code has learned from one framework would change how it runs for another. */
async function measureApart(/** @type {string} */ name) {
  const child = fork(new URL(import.meta.url), ['--row', name], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exit = once(child, 'exit');
  /** @type {Measurement[]} */
  let measurements = [];
  child.on('message', (message) => (measurements = /** @type {Measurement[]} */ (message)));
  const [code] = await exit;
  if (code !== 0 || measurements.length === 0) {
    throw new Error(
      `Cannot measure "${name}": its process ended with exit code ${code}. See its errors above`,
    );
  }
  return measurements;
}

function print(/** @type {(Measurement & { name: string })[]} */ measured) {
  console.table(
    measured.map(({ name, what, value, goal }) => ({
      row: name,
      what,
      measured: value,
      goal: `<= ${goal}`,
      met: value <= goal ? 'yes' : 'no',
    })),
  );
  for (const { name, what, steps, detail } of measured) {
    if (steps !== undefined && values.list) {
      console.log(`\n${name}: ${what}, in the order first entered, with calls`);
      for (const { file, calls } of steps) console.log(`${String(calls).padStart(5)}  ${file}`);
    }
    if (detail !== undefined && (values.list || detail.length <= 12)) {
      console.log(`\n${name}: ${what}`);
      for (const line of detail) console.log(`  ${line}`);
    }
  }
}

function isMissed(/** @type {Measurement} */ { value, goal }) {
  return value > goal;
}

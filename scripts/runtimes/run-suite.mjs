// @ts-check
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { root, vitestOf } from '../packages.mjs';
import { commandOf, environmentOf } from '../runtimes.mjs';
import { leftOut } from './differences.mjs';

const reporter = fileURLToPath(new URL('reporter.mjs', import.meta.url));

/**
 * @typedef {import('./reporter.mjs').SuiteEvent} SuiteEvent
 *
 * @typedef {object} Job
 * @property {import('../runtimes.mjs').Runtime} runtime
 * @property {string} name The package.
 * @property {readonly string[]} files Parts of the paths of test files; all files if there are none.
 *
 * @typedef {object} Run
 * @property {readonly SuiteEvent[]} events
 * @property {number | null} code
 * @property {string | undefined} hung What to say, if the time limit ended it.
 * @property {number} seconds
 * @property {string} output
 */

/**
 * Runs the tests of a package on a runtime, at most as long as the limit says.
 *
 * @param {Job} job
 * @param {number} limit In seconds.
 * @returns {Promise<Run>}
 */
export async function runSuite({ runtime, name, files }, limit) {
  const folder = mkdtempSync(join(tmpdir(), 'aiolocals-runtimes-'));
  const log = join(folder, 'events');
  const [binary, ...options] = commandOf(runtime);
  const args = [vitestOf(name), 'run', ...files, '--coverage.enabled=false'];
  args.push('--typecheck.enabled=false', '--silent=passed-only', '--reporter=dot');
  args.push(`--reporter=${reporter}`);
  const omitted = leftOut[runtime.name]?.[name];
  if (omitted !== undefined)
    args.push('--testNamePattern', `^(?!.*${omitted.titles.replaceAll('.', String.raw`\.`)})`);
  // Node 20 has one of the two kinds of AsyncLocalStorage, 24 the other. See `isThorough` in vitest.shared.ts.
  const isThorough = runtime.name === '20' || runtime.name === '24';
  const env = {
    ...environmentOf(runtime),
    AIOLOCALS_TESTS: isThorough ? 'all' : 'brief',
    AIOLOCALS_EVENTS: log,
  };

  const started = performance.now();
  const cwd = join(root, 'packages', name);
  // In a group of its own, which can be ended with all that it has started.
  const child = spawn(binary, [...options, ...args], { cwd, env, detached: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  }
  let isOverdue = false;
  const timer = setTimeout(() => {
    isOverdue = true;
    endGroup(child.pid);
  }, limit * 1000);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  // What a test has started and left behind would take time from the others.
  endGroup(child.pid);
  const seconds = (performance.now() - started) / 1000;

  const events = eventsIn(log);
  rmSync(folder, { recursive: true });
  const hung = isOverdue ? whereItHung(events, limit) : undefined;
  return { events, code, hung, seconds, output };
}

/** What Node and V8, Bun and Deno print when they abort. */
const CRASH =
  /^.*(?:Assertion failed: .*\s+-+ Native stack trace|# Fatal error in|Bun has crashed|Deno has panicked)/m;

/**
 * Returns what the runtime said of its own crash, if the run failed with one.
 *
 * @param {Run} run
 */
export function crashOf({ code, hung, output }) {
  const at = code === 0 || hung !== undefined ? -1 : output.search(CRASH);
  return at < 0 ? undefined : output.slice(at, at + 2000);
}

function endGroup(/** @type {number | undefined} */ pid) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}

function eventsIn(/** @type {string} */ log) {
  if (!existsSync(log)) return [];
  const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => /** @type {SuiteEvent} */ (JSON.parse(line)));
}

function whereItHung(/** @type {readonly SuiteEvent[]} */ events, /** @type {number} */ limit) {
  const files = new Set();
  for (const event of events) {
    if (event.kind === 'begun') files.add(event.file);
    if (event.kind === 'ended') files.delete(event.file);
  }
  const isOver = events.some(({ kind }) => kind === 'over');
  const where = files.size > 0 ? `in ${[...files].join(' or ')}` : 'outside of its files';
  return `no end after ${limit} s: it hung ${isOver ? 'after its last test' : where}`;
}

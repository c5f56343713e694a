// @ts-check
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const EMPTY = 'an empty file';
const CORE = '@aiolocals/core';
/** What is imported, by the name of the participant. */
const specifiers = {
  [EMPTY]: [],
  [CORE]: [CORE],
  '@aiolocals/express': ['@aiolocals/express'],
  '@aiolocals/logging': ['@aiolocals/logging'],
  'cls-rtracer': ['cls-rtracer'],
  pino: ['pino'],
  winston: ['winston'],
};
/** Says what the processor has spent so far, without loading anything. */
const SAY =
  "process.on('exit', () => { const { user, system } = process.cpuUsage(); process._rawDebug(user + system); });";

/**
 * Measures the processor's time of a process that imports packages and ends.
 *
 * @param {readonly string[]} imports Names of packages.
 * @returns {Record<string, import('../harness/loop.mjs').Measure>}
 */
function casesOf(imports) {
  const folder = mkdtempSync(join(tmpdir(), 'aiolocals-start-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const { resolve } = createRequire(import.meta.url);
  const esm = imports.map((name) => `import ${JSON.stringify(import.meta.resolve(name))};`);
  const cjs = imports.map((name) => `require(${JSON.stringify(resolve(name))});`);
  const file = (/** @type {string} */ name, /** @type {readonly string[]} */ lines) => {
    const path = join(folder, name);
    writeFileSync(path, [...lines, SAY].join('\n'));
    return async () => {
      const { stderr } = await run(process.execPath, [path], { env: process.env });
      const spent = Number(stderr);
      if (!(spent > 0)) throw new Error(`Expected microseconds from ${path}, got ${stderr}`);
      return { ms: spent / 1000 };
    };
  };
  return { esm: file('start.mjs', esm), cjs: file('start.cjs', cjs) };
}

/** @type {import('../harness/measure.mjs').Group} */
export const group = {
  title: 'Start',
  note:
    'The processor time of a process that imports a package and ends, beside that of an empty file. ESM imports the ' +
    'package, CJS requires it.',
  participants: Object.fromEntries(
    Object.entries(specifiers).map(([name, imports]) => [name, () => casesOf(imports)]),
  ),
  comparisons: [
    {
      what: 'import, ESM',
      id: 'esm',
      metric: 'ms',
      floor: EMPTY,
      goals: [{ of: CORE, figure: 'difference', most: 25 }],
    },
    {
      what: 'require, CJS',
      id: 'cjs',
      metric: 'ms',
      floor: EMPTY,
      goals: [{ of: CORE, figure: 'difference', most: 20 }],
    },
  ],
  pace: { milliseconds: 0, rounds: 15, restarts: 1 },
  quickPace: { milliseconds: 0, rounds: 2, restarts: 1 },
};

// @ts-check
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem, type } from 'node:os';
import process from 'node:process';
import { binaryOf, environmentOf, runtimes } from '../../scripts/runtimes.mjs';
import { isPinned } from './processors.mjs';

/** @typedef {import('./start-participant.mjs').Node & { version: string, major: number }} NodeToMeasure */

/**
 * Returns the versions of Node to measure on: the listed majors, or the version that runs this.
 *
 * @returns {NodeToMeasure[]}
 */
export function nodesOf(/** @type {string | undefined} */ list) {
  if (list === undefined) {
    const { node: version } = process.versions;
    return [{ version, major: majorOf(version), binary: process.execPath, env: process.env }];
  }
  return list.split(',').map((name) => {
    const runtime = runtimes.find((one) => one.name === name);
    if (runtime === undefined) {
      const known = runtimes.map((one) => one.name).join(', ');
      throw new Error(`Expected --node to name some of ${known}, got ${name}`);
    }
    const binary = binaryOf(runtime);
    const version = execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim().slice(1);
    return { version, major: majorOf(version), binary, env: environmentOf(runtime) };
  });
}

function majorOf(/** @type {string} */ version) {
  return Number(version.split('.')[0]);
}

/** Counted before this process is pinned. */
const PROCESSORS = availableParallelism();

/** Describes the machine, as far as figures depend on it. */
export function machine() {
  const model = cpus()[0]?.model ?? 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  const pins = isPinned ? ', server and client pinned to a processor each' : ', nothing pinned';
  return `${PROCESSORS} × ${model}, ${memory} GB, ${type()}${pins}`;
}

/** Returns the version of each package that is measured. @returns {Record<string, string>} */
export function versions() {
  /** @type {{ devDependencies: Record<string, string> }} */
  const { devDependencies } = manifest('../package.json');
  const measured = Object.keys(devDependencies).filter((name) => !TOOLS.has(name));
  return Object.fromEntries(
    measured.map((name) => [name, manifest(`../node_modules/${name}/package.json`).version]),
  );
}

const TOOLS = new Set([
  '@nestjs/common',
  '@nestjs/core',
  '@types/autocannon',
  '@types/express',
  '@types/koa',
  '@types/node',
  'reflect-metadata',
  'rxjs',
  'typescript',
]);

function manifest(/** @type {string} */ path) {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
}

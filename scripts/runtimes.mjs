// @ts-check
// The Node runtimes that the packages are tested on, as binaries that npm packages carry.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';

/**
 * @typedef {object} Runtime
 * @property {string} name
 * @property {string} version
 * @property {'async_hooks' | 'AsyncContextFrame'} backend What AsyncLocalStorage rests on there.
 * @property {string} options What NODE_OPTIONS says, so that child processes and threads have it too.
 */

/** @type {Runtime[]} */
export const runtimes = [
  { name: '20', version: '20.20.2', backend: 'async_hooks', options: '' },
  { name: '22', version: '22.23.3', backend: 'async_hooks', options: '' },
  { name: '24', version: '24.21.0', backend: 'AsyncContextFrame', options: '' },
  {
    name: '24 --no-async-context-frame',
    version: '24.21.0',
    backend: 'async_hooks',
    options: '--no-async-context-frame',
  },
  { name: '26', version: '26.10.0', backend: 'AsyncContextFrame', options: '' },
];

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'aiolocals-runtimes');

/** Returns the path of the runtime's binary, installed if it is not there yet, and proven. */
export function binaryOf(/** @type {Runtime} */ runtime) {
  const { version } = runtime;
  const major = version.split('.')[0];
  const isRunning = process.versions.node.split('.')[0] === major && major === '20';
  const binary = isRunning ? process.execPath : install(version);
  prove(binary, isRunning ? process.version : `v${version}`, runtime);
  return binary;
}

/** Returns the environment that makes a binary the runtime. */
export function environmentOf(/** @type {Runtime} */ { options }) {
  return { ...process.env, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} ${options}`.trim() };
}

function install(/** @type {string} */ version) {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(cache, `${name}-${version}`);
  const binary = join(folder, 'node_modules', name, 'bin', 'node');
  if (existsSync(binary)) return binary;

  mkdirSync(cache, { recursive: true });
  // Installed aside and renamed: an interrupted install must not look like a whole one.
  const aside = mkdtempSync(join(cache, 'installing-'));
  try {
    const options = ['--no-audit', '--no-fund', '--loglevel=error', '--prefix', aside];
    execFileSync('npm', ['install', ...options, `${name}@${version}`], { stdio: 'inherit' });
    if (!existsSync(binary)) renameSync(aside, folder);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  return binary;
}

// Only the async_hooks backend keeps the store on the current resource.
const probe = `
  const { AsyncLocalStorage, executionAsyncResource } = require('node:async_hooks');
  const marks = () => Object.getOwnPropertySymbols(executionAsyncResource()).length;
  const before = marks();
  const within = new AsyncLocalStorage().run({}, marks);
  console.log(process.version, within > before ? 'async_hooks' : 'AsyncContextFrame');
`;

function prove(
  /** @type {string} */ binary,
  /** @type {string} */ version,
  /** @type {Runtime} */ runtime,
) {
  const env = environmentOf(runtime);
  const found = execFileSync(binary, ['-e', probe], { encoding: 'utf8', env }).trim();
  const wanted = `${version} ${runtime.backend}`;
  if (found !== wanted) throw new Error(`Expected ${binary} to be ${wanted}, got ${found}`);
}

/** Runtimes that are not Node, in the npm package that carries the binary. */
const others = {
  bun: ['@oven/bun-linux-x64-baseline', 'bin/bun'],
  deno: ['@deno/linux-x64-glibc', 'deno'],
  workerd: ['@cloudflare/workerd-linux-64', 'bin/workerd'],
};

/**
 * Returns the path of the binary of another runtime, or undefined if it is neither on the PATH nor installed in the cache,
 * as by `npm install --prefix ~/.cache/aiolocals-runtimes/bun @oven/bun-linux-x64-baseline`.
 *
 * @param {keyof typeof others} name
 */
export function otherBinaryOf(name) {
  const [carrier = '', binary = ''] = others[name];
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  return [...onPath, join(cache, name, 'node_modules', carrier, binary)].find(existsSync);
}

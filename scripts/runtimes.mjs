// @ts-check
// The runtimes that the packages are tested on, as binaries that npm packages carry.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/**
 * @typedef {object} Runtime
 * @property {string} name
 * @property {string} version
 * @property {'async_hooks' | 'AsyncContextFrame' | 'its own'} backend What AsyncLocalStorage rests on there.
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

/** Runtimes other than Node. Some tests run a file on them. */
const others = [
  {
    name: 'bun',
    from: '@oven/bun-linux-x64-baseline',
    version: '1.4.5',
    path: 'bin/bun',
    args: [],
  },
  {
    name: 'deno',
    from: '@deno/linux-x64-glibc',
    version: '2.9.6',
    path: 'deno',
    args: ['run', '--allow-all'],
  },
  {
    name: 'workerd',
    from: '@cloudflare/workerd-linux-64',
    version: '1.20261117.1',
    path: 'bin/workerd',
    args: ['serve'],
  },
];

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'aiolocals-runtimes');

/**
 * Bun and Deno, on which the suites run too.
 *
 * @type {Runtime[]}
 */
export const otherRuntimes = others
  .filter(({ name }) => name !== 'workerd')
  .map(({ name, version }) => ({ name, version, backend: 'its own', options: '' }));

/** Returns the version of workerd on which the tests run a file. */
export function workerdVersion() {
  return others.find(({ name }) => name === 'workerd')?.version ?? '';
}

/**
 * Returns what runs a script on the runtime: its binary, and options of it.
 *
 * @param {Runtime} runtime
 * @returns {[string, ...string[]]}
 */
export function commandOf(runtime) {
  if (!otherRuntimes.includes(runtime)) return [binaryOf(runtime)];
  const [binary, ...options] = findOther(runtime.name) ?? [];
  if (binary === undefined) throw new Error(`Expected ${runtime.name} to be installed`);
  // Without its option, Bun runs scripts whose first line names Node on that. Deno does not take the one of `execArgv`.
  const own = runtime.name === 'bun' ? '--bun' : '--v8-flags=--expose-gc';
  return [binary, ...options, own];
}

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

/** Returns the command that runs a file on Bun, Deno or workerd, if that is installed. */
export function findOther(/** @type {string} */ name) {
  const other = others.find((each) => each.name === name);
  if (other === undefined) throw new Error(`Expected bun, deno or workerd, got ${name}`);
  const { from, version, path, args } = other;
  const binary = pathOf(from, version, path);
  return existsSync(binary) ? [binary, ...args] : undefined;
}

/** Installs Bun, Deno and workerd, if there are packages for this machine. Reports those that cannot be installed. */
export function installOthers() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return;
  for (const { name, from, version, path } of others) {
    try {
      installFrom(from, version, path);
    } catch {
      // npm has said why.
      console.log(`Skipped on ${name}: ${from}@${version} cannot be installed`);
    }
  }
}

function install(/** @type {string} */ version) {
  return installFrom(`node-${process.platform}-${process.arch}`, version, 'bin/node');
}

function folderOf(/** @type {string} */ name, /** @type {string} */ version) {
  return join(cache, `${name.replace('/', '+')}-${version}`);
}

function pathOf(
  /** @type {string} */ name,
  /** @type {string} */ version,
  /** @type {string} */ path,
) {
  return join(folderOf(name, version), 'node_modules', name, path);
}

function installFrom(
  /** @type {string} */ name,
  /** @type {string} */ version,
  /** @type {string} */ path,
) {
  const folder = folderOf(name, version);
  const binary = pathOf(name, version, path);
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

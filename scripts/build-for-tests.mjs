// @ts-check
// Builds the packages that a test run loads from `dist`, unless `dist` is up to date. Vitest calls it before the first
// test. Tests import sources, but their threads, child processes and duplicate copies load built packages, and a stale
// build would hide a fault in the sources.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { isBundled } from './bundle.mjs';
import { lock } from './file-lock.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const packages = join(root, 'packages');
const buildScript = join(root, 'scripts', 'build.mjs');
const bundleScripts = ['bundle.mjs', 'join-modules.mjs'].map((name) => join(root, 'scripts', name));
/** Not in `dist`, which is published. */
const cache = join(root, 'node_modules', '.cache', 'aiolocals-tests');
/** What every build reads. The lock file stands for the version of the compiler. */
const shared = ['tsconfig.base.json', 'tsconfig.build.base.json', 'pnpm-lock.yaml'].map((name) =>
  join(root, name),
);

/**
 * The global setup of every package's tests.
 *
 * @param {import('vitest/node').TestProject} project
 */
export default async function setup(project) {
  const folder = project.config.root;
  await buildStale(folder);
  project.onTestsRerun(() => buildStale(folder));
}

/**
 * Builds what is stale of a package and of its siblings that it depends on; of an example, its siblings alone.
 *
 * @param {string} folder - Of what is tested.
 */
export async function buildStale(folder) {
  // `pnpm mutate` breaks sources that no thread or process of the tests loads.
  if (process.env['AIOLOCALS_BUILD'] === 'none') return;
  const needed = [...builtPackages(folder)];
  if (needed.every(isFresh)) return;
  mkdirSync(cache, { recursive: true });
  const unlock = await lock(join(cache, 'lock'));
  try {
    // Another test run may have built them while this one waited.
    for (const one of needed) if (!isFresh(one)) build(one);
  } finally {
    unlock();
  }
}

/**
 * Returns the folders of the package and of its siblings that it depends on, in the order in which they are built.
 *
 * @param {string} folder
 * @param {Set<string>} [found]
 * @returns {Set<string>}
 */
function builtPackages(folder, found = new Set()) {
  if (found.has(folder)) return found;
  /** @type {Partial<Record<'dependencies' | 'devDependencies', Record<string, string>>>} */
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })) {
    const [scope, sibling = ''] = name.split('/');
    if (scope === '@aiolocals') builtPackages(join(packages, sibling), found);
  }
  if (folder.startsWith(packages) && existsSync(join(folder, 'tsconfig.build.json')))
    found.add(folder);
  return found;
}

/** Whether `dist` is byte for byte what was built for tests from these sources. */
function isFresh(/** @type {string} */ folder) {
  try {
    const stamp = readFileSync(stampOf(folder), 'utf8');
    return stamp === `${hashOfSources(folder)} ${hashOfOutput(folder)}`;
  } catch (error) {
    // There is no stamp yet, or another process is replacing the output.
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return false;
    throw error;
  }
}

function build(/** @type {string} */ folder) {
  const name = nameOf(folder);
  const began = performance.now();
  // Taken first: an edit during the build makes the output stale.
  const sources = hashOfSources(folder);
  const options = { cwd: folder, stdio: /** @type {const} */ ('inherit') };
  const { status } = spawnSync(process.execPath, [buildScript], options);
  if (status !== 0) {
    throw new Error(
      `Expected the sources of @aiolocals/${name} to compile before its tests, got exit code ${status} from the build: ` +
        'fix what the compiler reports above, then run the tests again',
    );
  }
  writeFileSync(stampOf(folder), `${sources} ${hashOfOutput(folder)}`);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.error(`Built @aiolocals/${name} for its tests: ${seconds} s`);
}

// Siblings do not count as sources, unless they are bundled: their types do not change the JavaScript that the compiler
// emits.
function hashOfSources(/** @type {string} */ folder) {
  const own = ['package.json', 'tsconfig.build.json'].map((name) => join(folder, name));
  const bundled = isBundled(folder) ? filesIn(join(root, 'packages', 'core', 'src')) : [];
  const sources = [...filesIn(join(folder, 'src')), ...bundled];
  return hashOf([...sources, ...own, ...shared, buildScript, ...bundleScripts]);
}

function hashOfOutput(/** @type {string} */ folder) {
  return hashOf(filesIn(join(folder, 'dist')));
}

function hashOf(/** @type {string[]} */ files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const content = readFileSync(file);
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Returns the paths of all files below the folder, in a stable order; none if there is no such folder. */
function filesIn(/** @type {string} */ folder) {
  if (!existsSync(folder)) return [];
  const paths = readdirSync(folder, { encoding: 'utf8', recursive: true }).toSorted();
  return paths.map((path) => join(folder, path)).filter((path) => statSync(path).isFile());
}

function stampOf(/** @type {string} */ folder) {
  return join(cache, `${nameOf(folder)}.stamp`);
}

function nameOf(/** @type {string} */ folder) {
  return folder.slice(packages.length + 1);
}

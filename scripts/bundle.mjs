// @ts-check
// Bundles what a thread loads into one file, because a thread loads each module again: a hundred of them take three times
// as long as all the rest of its start.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

/** For each package, the modules that are bundled, below `dist`. Each becomes a file of a similar name. */
const bundles = { '@aiolocals/workers': ['esm/piscina/thread/task-runner.js'] };

/** Writes the bundles of the package in this folder, which was compiled already. */
export async function bundle(/** @type {string} */ folder) {
  const modules = bundlesOf(folder);
  if (modules.length === 0) return;
  const { version } = manifestOf(join(folder, '..', 'core'));
  // The name says which core is inside: where another is installed, the file is not used.
  const nameOf = (/** @type {string} */ module) =>
    module.replace(/\.js$/, `-with-core-${version}.cjs`);
  const dist = join(folder, 'dist');
  await Promise.all(modules.map((module) => write(join(dist, module), join(dist, nameOf(module)))));
}

/** Whether the output of the package in this folder contains that of core. */
export function isBundled(/** @type {string} */ folder) {
  return bundlesOf(folder).length > 0;
}

/** @param {string} folder @returns {string[]} */
function bundlesOf(folder) {
  return /** @type {Record<string, string[]>} */ (bundles)[manifestOf(folder).name] ?? [];
}

/** @param {string} folder @returns {{ name: string, version: string }} */
function manifestOf(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

async function write(/** @type {string} */ input, /** @type {string} */ file) {
  const build = await rolldown({
    input,
    platform: 'node',
  });
  await build.write({
    file,
    format: 'cjs',
    exports: 'named',
    banner: "'use strict';",
    minify: false,
  });
  await build.close();
}

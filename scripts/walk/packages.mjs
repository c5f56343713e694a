// @ts-check
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const packages = new URL('../../packages/', import.meta.url);

/**
 * Loads one of our packages as it was built.
 *
 * @param {string} entry - For example `core` or `core/http`.
 */
export async function load(entry) {
  const [name, ...rest] = entry.split('/');
  const url = new URL([name, 'dist/esm', ...rest, 'index.js'].join('/'), packages);
  if (!existsSync(url)) throw new Error(`Cannot find ${url.pathname}; run \`pnpm build\` first`);
  return await import(url.href);
}

/**
 * Loads what one of our packages depends on.
 *
 * @param {string} owner - The package, for example `contract`.
 * @param {string} name
 */
export async function loadFrom(owner, name) {
  const require = createRequire(new URL(`${owner}/package.json`, packages));
  const { default: loaded } = await import(pathToFileURL(require.resolve(name)).href);
  return loaded;
}

/**
 * The name of a file of ours, such as `core/internal/storage.js`; undefined for any other file.
 *
 * @param {string} url - A URL or a path.
 */
export function ownFile(url) {
  const path = url.startsWith('file:') ? new URL(url).pathname : url;
  if (!path.startsWith(packages.pathname)) return undefined;
  const [, name, file] =
    /^(\w+)\/dist\/esm\/(.+)$/.exec(path.slice(packages.pathname.length)) ?? [];
  return name === undefined ? undefined : `${name}/${file}`;
}

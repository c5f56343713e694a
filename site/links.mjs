// @ts-check
// The pages are read on GitHub as well, so their links are those of files. On the site, a link to a file that is a page here
// leads to that page, and any other to GitHub.
import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const REPOSITORY = 'https://github.com/aiolocals/aiolocals';
const ON_GITHUB = new RegExp(`^${REPOSITORY}/(?:blob|tree)/main/([^#]*)(#.*)?$`);

/**
 * Returns where a link of a page leads on the site.
 *
 * @param {string} href As it stands in the page.
 * @param {string} page The path of the page in the repository, such as `docs/jobs.md`.
 */
export function linkOnSite(href, page) {
  const [, onGithub, fragment = ''] = ON_GITHUB.exec(href) ?? [];
  if (onGithub !== undefined) return siteOf(onGithub.replace(/\/$/, ''), fragment) ?? href;
  if (/^(?:[a-z]+:|#|\/)/.test(href)) return href;
  const [path = '', anchor] = href.split('#');
  const file = normalize(join(dirname(page), path)).replace(/\/$/, '');
  const hash = anchor === undefined ? '' : `#${anchor}`;
  return siteOf(file, hash) ?? githubOf(file, hash);
}

function siteOf(/** @type {string} */ file, /** @type {string} */ hash) {
  const readme = /^packages\/([\w-]+)(?:\/README\.md)?$/.exec(file);
  if (readme !== null) return `/packages/${readme[1]}${hash === '#readme' ? '' : hash}`;
  if (file === 'README.md') return undefined;
  const page = /^docs\/(.*)\.md$/.exec(file)?.[1];
  return page === undefined ? undefined : `/${page.replace(/(^|\/)README$/, '$1')}${hash}`;
}

function githubOf(/** @type {string} */ file, /** @type {string} */ hash) {
  const path = join(root, file);
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  return `${REPOSITORY}/${isFolder ? 'tree' : 'blob'}/main/${file}${hash}`;
}

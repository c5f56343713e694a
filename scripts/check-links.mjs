// @ts-check
// Fails if a link leads to a heading that does not exist, on GitHub or on the site. Fails too if a page of docs/ is not in the
// sidebar of the site, or the sidebar has a page that does not exist. `check-doc-names.mjs` looks up the files of links.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import process from 'node:process';
import { sections, unlisted } from '../site/sidebar.mjs';
import { root } from './packages.mjs';

const ON_GITHUB = 'https://github.com/aiolocals/aiolocals';
const LINK =
  /\]\(([^)\s]+)[^)]*\)|(https:\/\/github\.com\/aiolocals\/aiolocals\/(?:blob|tree)\/[^\s'"`)]+)/g;

const listed = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '*.md', 'packages/*/src/**/*.ts'],
  { cwd: root, encoding: 'utf8' },
);
const files = [...new Set(listed.trim().split('\n'))].filter(
  (file) =>
    existsSync(join(root, file)) &&
    !file.endsWith('CHANGELOG.md') &&
    !/^(?:\.changeset|templates)\//.test(file),
);
/** @type {Map<string, Set<string>>} */
const anchorsOfPages = new Map();

const wrong = [...files.flatMap(wrongLinksOf), ...wrongSidebar()];
for (const line of wrong) console.error(line);
console.log(`links of ${files.length} files checked, ${wrong.length} wrong`);
process.exitCode = wrong.length > 0 || files.length === 0 ? 1 : 0;

/** @returns {string[]} */
function wrongLinksOf(/** @type {string} */ file) {
  const lines = withoutBlocks(readFileSync(join(root, file), 'utf8'), file).split('\n');
  return lines.flatMap((line, index) =>
    [...line.matchAll(LINK)]
      // In sources, what looks like a link may be code.
      .map(([, link, bare = '']) => (file.endsWith('.md') ? (link ?? bare) : bare))
      .flatMap((href) => faultOf(href, file) ?? [])
      .map((fault) => `${file}:${index + 1}: ${fault}`),
  );
}

/** @returns {string | undefined} */
function faultOf(/** @type {string} */ href, /** @type {string} */ file) {
  const [target = '', anchor] = href.split('#');
  const page = pageOf(target, file);
  if (page === undefined) return undefined;
  const path = existsSync(join(root, page, 'README.md')) ? join(page, 'README.md') : page;
  if (!existsSync(join(root, path))) return `${href} leads to a file that does not exist`;
  if (anchor === undefined || anchor === 'readme' || !path.endsWith('.md')) return undefined;
  return anchorsOf(path).has(anchor) ? undefined : `${href} leads to a heading that does not exist`;
}

/** Returns the file in the repository, or undefined for what is elsewhere. */
function pageOf(/** @type {string} */ target, /** @type {string} */ file) {
  if (target === '') return file;
  if (target.startsWith(`${ON_GITHUB}/`)) {
    return /^\/(?:blob|tree)\/main\/(.+?)\/?$/.exec(target.slice(ON_GITHUB.length))?.[1];
  }
  if (/^[a-z]+:/.test(target)) return undefined;
  return normalize(join(dirname(file), target)).replace(/\/$/, '');
}

function anchorsOf(/** @type {string} */ page) {
  const known = anchorsOfPages.get(page);
  if (known !== undefined) return known;
  const text = withoutBlocks(readFileSync(join(root, page), 'utf8'), page);
  const titles = [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, title = '']) => title);
  const anchors = new Set(titles.map(anchorOf));
  anchorsOfPages.set(page, anchors);
  return anchors;
}

/** As GitHub makes them. */
function anchorOf(/** @type {string} */ title) {
  const shown = title.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  return shown
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

/** Blanks what is code, and keeps the lines. */
function withoutBlocks(/** @type {string} */ text, /** @type {string} */ file) {
  if (!file.endsWith('.md')) return text;
  return text.replaceAll(/^ *```.*?^ *```$/gms, (block) => block.replaceAll(/[^\n]/g, ''));
}

/** @returns {string[]} */
function wrongSidebar() {
  const pages = files.filter((file) => file.startsWith('docs/')).map((file) => file.slice(5));
  const shown = sections.flatMap((section) => Object.values(section.pages));
  const missing = pages.filter((page) => !shown.includes(page) && !unlisted.includes(page));
  const gone = [...shown, ...unlisted].filter((page) => !pages.includes(page));
  const twice = shown.filter((page, index) => shown.indexOf(page) !== index);
  return [
    ...missing.map(
      (page) => `docs/${page} is not in site/sidebar.mjs: add it where readers look for it`,
    ),
    ...gone.map((page) => `site/sidebar.mjs has docs/${page}, which does not exist`),
    ...twice.map((page) => `site/sidebar.mjs has docs/${page} twice`),
  ];
}

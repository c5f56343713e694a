// @ts-check
// Fails if the documentation names something that does not exist. It looks up:
//   - paths that begin with a folder of the repository: `packages/core/src/bind.ts`
//   - names of source files in code spans, on the pages about the sources: `bind.ts`
//   - targets of links, relative to the page
//   - tests, with their title after the path: `packages/core/test/bind.test.ts`: “keeps its name”
//   - packages of ours
//   - `pnpm <script>`, among the scripts of package.json and pnpm's own commands
// It also fails if docs/errors.md has no section for a code of an error or warning in the sources.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import process from 'node:process';
import { root } from './packages.mjs';

/** Commands of pnpm itself that the documentation uses. */
const OWN_COMMANDS = new Set(['exec', 'install', 'publish', 'run']);
/** The other pages also name files that a user has. */
const ABOUT_SOURCES =
  /^(?:AGENTS|CONTRIBUTING)\.md$|^docs\/(?:architecture|design)\.md$|^docs\/decisions\//;
/** Of an error of ours, as its constructor says it, or of a warning. */
const CODE = /super\(\s*'(ERR_[A-Z_]+)'|(?:warnOnce\(\s*|code: )'(AIOLOCALS_[A-Z_]+)'/g;
const SOURCE_FILE = /^[\w.-]+\.(?:c?ts|m?js|cjs|mts)$/;

const files = lines('--cached', '--others', '--exclude-standard');
const folders = new Set(files.flatMap(foldersAbove));
const top = new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0]));
const names = new Set(files.map((file) => file.split('/').at(-1)));
/** @type {{ scripts: Record<string, string> }} */
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const pages = files.filter(isPage);
const missing = [...pages.flatMap(missingIn), ...codesWithoutSection()];
for (const line of missing) console.error(line);
console.log(`${pages.length} pages read, ${missing.length} faults`);
process.exitCode = missing.length > 0 || pages.length === 0 ? 1 : 0;

function codesWithoutSection() {
  const page = readFileSync(join(root, 'docs/errors.md'), 'utf8');
  const titles = [...page.matchAll(/^### ([A-Z_]+)$/gm)].map(([, code]) => code);
  const sections = new Set(titles);
  if (sections.size < titles.length) return ['docs/errors.md has two sections for one code'];
  const sources = files.filter((file) => /^packages\/\w+\/src\/.*\.ts$/.test(file));
  return sources.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const codes = [...text.matchAll(CODE)].flatMap(([, error, warning]) => error ?? warning ?? []);
    return codes
      .filter((code) => !sections.has(code))
      .map((code) => `${file}: docs/errors.md has no section ${code}`);
  });
}

function lines(/** @type {string[]} */ ...options) {
  return execFileSync('git', ['ls-files', ...options], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n');
}

function foldersAbove(/** @type {string} */ file) {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** Whether it is a page to check. Changelogs and changesets may name what is gone, templates what is to come. */
function isPage(/** @type {string} */ file) {
  return (
    file.endsWith('.md') &&
    !file.endsWith('CHANGELOG.md') &&
    !file.startsWith('.changeset/') &&
    !file.startsWith('templates/')
  );
}

/** @returns {string[]} */
function missingIn(/** @type {string} */ page) {
  const text = readFileSync(join(root, page), 'utf8');
  return text.split('\n').flatMap((line, index) => {
    const wrong = [
      ...wrongPaths(line),
      ...wrongLinks(page, line),
      ...wrongScripts(line),
      ...wrongTests(line),
    ];
    // A decision may name a package that is still to come.
    if (!page.startsWith('docs/decisions/')) wrong.push(...wrongPackages(line));
    if (ABOUT_SOURCES.test(page)) wrong.push(...wrongNames(line));
    return wrong.map((name) => `${page}:${index + 1} names ${name}, which does not exist`);
  });
}

function wrongPaths(/** @type {string} */ line) {
  const words = line.split(/[\s"'`()[\],;|]+/);
  const paths = words.filter((word) => /^[\w.@*-]+(?:\/[\w.@*-]+)+\/?$/.test(word));
  const inRepository = paths.filter((path) => top.has(path.split('/')[0]));
  return inRepository.filter((path) => !isThere(path));
}

function wrongNames(/** @type {string} */ line) {
  const spans = [...line.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
  return spans.filter((span) => SOURCE_FILE.test(span) && !names.has(span));
}

function wrongLinks(/** @type {string} */ page, /** @type {string} */ line) {
  return [...line.matchAll(/\]\((?!https?:|mailto:|#)([^)\s#]+)[^)]*\)/g)]
    .map(([, target = '']) => normalize(join(dirname(page), target)))
    .filter((path) => !isThere(path));
}

function wrongTests(/** @type {string} */ line) {
  return [...line.matchAll(/`([^`]+\.test\.ts)`: “([^”]+)”/g)]
    .filter(([, path = '', title = '']) => {
      // A path that does not exist is reported as such.
      if (!files.includes(path)) return false;
      return !readFileSync(join(root, path), 'utf8').includes(title);
    })
    .map(([, path, title]) => `the test “${title}” in ${path}`);
}

function wrongScripts(/** @type {string} */ line) {
  return [...line.matchAll(/\bpnpm(?:@\d+)? (?:run )?([a-z][a-z:-]*)/g)]
    .map(([, name = '']) => name)
    .filter((name) => !Object.hasOwn(scripts, name) && !OWN_COMMANDS.has(name))
    .map((name) => `pnpm ${name}`);
}

function wrongPackages(/** @type {string} */ line) {
  return [...line.matchAll(/@aiolocals\/(example-)?([a-z]+[a-z-]*)(?![\w*-])/g)]
    .filter(([, example, name]) => {
      // Rules of the lint plugin are named as if they were packages.
      if (files.includes(`packages/eslint-plugin/docs/rules/${name}.md`)) return false;
      return !folders.has(example === undefined ? `packages/${name}` : `examples/${name}`);
    })
    .map(([name]) => `the package ${name}`);
}

function isThere(/** @type {string} */ given) {
  const path = given.replace(/[./]+$/, '');
  if (!path.includes('*')) return files.includes(path) || folders.has(path);
  const pattern = path
    .split('*')
    .map((part) => part.replaceAll('.', '\\.'))
    .join('[^/]*');
  const glob = new RegExp(`^${pattern}$`);
  return [...files, ...folders].some((each) => glob.test(each));
}

// @ts-check
// Compiles each block of TypeScript and JavaScript in the pages and doc comments, as a module of its own.
//   - If a block of `text` follows, the code is run and must print that text.
//   - If a block of `sh` with lines of `curl` follows, they are sent to the running code. The next block of `text` is what they
//     must print, and the block after that is what the code must print.
//   - In doc comments, `console.log(x); // y` must print y.
//   - One-line examples of options are compiled as values of the interface that they stand in.
// Ids are not compared, because they differ each time. `check-docs.mjs jobs` checks only the files with `jobs` in their path.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { oneLinersOf } from './docs/one-liners.mjs';
import { runSnippet } from './docs/run-snippet.mjs';
import { snippetsOf } from './docs/snippets.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const docs = fileURLToPath(new URL('../docs', import.meta.url));
const snippets = `${docs}/.snippets`;
const [part = ''] = process.argv.slice(2);

const files = execFileSync(
  'git',
  [
    'ls-files',
    '--cached',
    '--others',
    '--exclude-standard',
    '*.md',
    'packages/*/src/*.ts',
    'packages/*/src/**/*.ts',
  ],
  { cwd: root, encoding: 'utf8' },
);
const found = [...new Set(files.trim().split('\n'))]
  // The template's pages are those of a package that is not there yet.
  .filter((file) => !file.endsWith('CHANGELOG.md') && !/^(?:\.changeset|templates)\//.test(file))
  // A test of that package lints the code on the pages of its rules. Half of it is wrong on purpose.
  .filter((file) => !file.startsWith('packages/eslint-plugin/docs/'))
  .filter((file) => file.includes(part) && existsSync(`${root}/${file}`))
  .flatMap((file) => {
    const text = readFileSync(`${root}/${file}`, 'utf8');
    return snippetsOf(file, text).concat(file.endsWith('.ts') ? oneLinersOf(file, text) : []);
  });

rmSync(snippets, { recursive: true, force: true });
mkdirSync(snippets, { recursive: true });
for (const { name, kind, code } of found) {
  writeFileSync(`${snippets}/${name}.${kind}`, kind === 'ts' ? `${code}\nexport {};\n` : code);
}
writeFileSync(`${snippets}/package.json`, '{ "type": "module" }\n');

const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
let failed = spawnSync(process.execPath, [tsc, '-p', docs], { stdio: 'inherit' }).status !== 0;

const runnable = found.filter(
  ({ output, answers }) => output !== undefined || answers !== undefined,
);
const queue = failed ? [] : [...runnable];
await Promise.all(Array.from({ length: 2 }, work));
console.log(`${found.length} pieces of code compiled, ${runnable.length} of them run`);
process.exitCode = failed || found.length === 0 ? 1 : 0;

async function work() {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { name, kind, place, requests, output, answers } = next;
    const file = `${snippets}/out/${name}.${kind === 'ts' ? 'js' : 'cjs'}`;
    // oxlint-disable-next-line no-await-in-loop -- one worker runs one at a time
    const printed = await runSnippet(file, requests);
    compare(place, printed.output, output);
    compare(`the service of ${place}`, printed.answers ?? '', answers);
  }
}

function compare(
  /** @type {string} */ place,
  /** @type {string} */ printed,
  /** @type {string | undefined} */ expected,
) {
  if (expected === undefined || withoutIds(printed) === withoutIds(expected)) return;
  failed = true;
  console.error(
    `${place} prints\n${withoutIds(printed)}\n\nbut the page shows\n${withoutIds(expected)}\n`,
  );
}

function withoutIds(/** @type {string} */ text) {
  return text.replaceAll(/\b(REQ|JOB)[0-9a-f]{2,}…?/g, '$1…').trim();
}

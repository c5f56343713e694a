// @ts-check
// Compiles each block of TypeScript in the pages and doc comments, as a module of its own. If a block of `text` follows,
// the code is run and must print that text. Ids are not compared: they differ each time.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const docs = fileURLToPath(new URL('../docs', import.meta.url));
const snippets = `${docs}/.snippets`;

/** @typedef {{ name: string; place: string; code: string; output: string | undefined }} Snippet */

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
  .flatMap(snippetsOf);

rmSync(snippets, { recursive: true, force: true });
mkdirSync(snippets, { recursive: true });
for (const { name, code } of found)
  writeFileSync(`${snippets}/${name}.ts`, `${code}\nexport {};\n`);
writeFileSync(`${snippets}/package.json`, '{ "type": "module" }\n');

const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
let failed = spawnSync(process.execPath, [tsc, '-p', docs], { stdio: 'inherit' }).status !== 0;

const runnable = found.filter(({ output }) => output !== undefined);
for (const { name, place, output } of failed ? [] : runnable) {
  const run = spawnSync(process.execPath, [`${snippets}/out/${name}.js`], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  const printed = withoutIds(run.stdout + run.stderr);
  if (printed === withoutIds(output ?? '')) continue;
  failed = true;
  console.error(`${place} prints\n${printed}\nand not\n${withoutIds(output ?? '')}\n`);
}
console.log(`${found.length} pieces of code compiled, ${runnable.length} of them run`);
process.exitCode = failed || found.length === 0 ? 1 : 0;

/** @returns {Snippet[]} */
function snippetsOf(/** @type {string} */ file) {
  const isSource = file.endsWith('.ts');
  const text = readFileSync(`${root}/${file}`, 'utf8');
  const blocks = [
    ...text.matchAll(
      /^(?<indent> *(?:\* )?)```(?<language>ts|text)\n(?<body>.*?)^ *(?:\* )?```$/gms,
    ),
  ];
  return blocks.flatMap(({ index, groups = {} }, at) => {
    if (groups['language'] !== 'ts') return [];
    const line = text.slice(0, index).split('\n').length;
    const next = isSource ? undefined : blocks[at + 1]?.groups;
    return [
      {
        name: `${file.replaceAll(/[/.]/g, '-')}-${line}`,
        place: `${file}:${line}`,
        code: isSource
          ? (groups['body'] ?? '').replaceAll(/^ *\* ?/gm, '')
          : (groups['body'] ?? ''),
        output: next?.['language'] === 'text' ? next['body'] : undefined,
      },
    ];
  });
}

function withoutIds(/** @type {string} */ text) {
  return text.replaceAll(/\b(REQ|JOB)[0-9a-f]{2,}…?/g, '$1…').trim();
}

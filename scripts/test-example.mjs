// @ts-check
// The test of an example, in its folder: builds it, runs it, and compares the last line that it prints with its README.
// Each example starts its own servers and clients, and exits with 1 if a line or an answer is wrong.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { buildStale } from './build-for-tests.mjs';
import { runExample } from './run-example.mjs';

const folder = process.cwd();
const example = basename(folder);

await buildStale(folder);
const compiler = join(folder, 'node_modules', 'typescript', 'bin', 'tsc');
const build = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});
if (build.status !== 0) process.exit(1);

const wanted = lastLineIn(readFileSync('README.md', 'utf8'));
/** @type {string[]} */
const lines = [];
const { code, last } = await runExample(example, (line) => lines.push(line));
const isAsShown = wanted.test(last);
if (code !== 0 || !isAsShown) {
  console.error(lines.join('\n'));
  console.error(
    `\nExpected exit code 0 and a last line that matches ${wanted}, got ${code} and\n${last}`,
  );
  process.exitCode = 1;
} else console.log(`✓ ${last}`);

/** Returns the last line of the output that a README shows, as a pattern. An ellipsis stands for any text. */
function lastLineIn(/** @type {string} */ readme) {
  const shown = /```text\n([^]*?)\n```/.exec(readme)?.[1]?.trim().split('\n').at(-1);
  if (shown === undefined)
    throw new Error(`Expected the README of ${example} to show what it prints`);
  const parts = shown.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}

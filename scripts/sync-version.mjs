// @ts-check
// Writes core's version, as its package.json has it, into its source; `--check` only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';

const core = new URL('../packages/core/', import.meta.url);
const target = new URL('src/internal/runtime/version.ts', core);

/** @type {{ version: string }} */
const { version } = JSON.parse(readFileSync(new URL('package.json', core), 'utf8'));
const wanted = `// Written by \`scripts/sync-version.mjs\`: reading package.json would tie the build to its place.
export const version: string = '${version}';
`;

if (!process.argv.includes('--check')) {
  writeFileSync(target, wanted);
} else if (readFileSync(target, 'utf8') !== wanted) {
  console.error(`${target.pathname} is not what package.json says: run \`pnpm run version:sync\`.`);
  process.exitCode = 1;
}

// @ts-check
// Writes docs/benchmarks.md and its charts from bench/figures.json. `--check` writes nothing, and fails if one is out of date.
import process from 'node:process';
import { read } from '../harness/figures.mjs';
import { outdated, writePage } from './write.mjs';

if (process.argv.includes('--check')) {
  const paths = outdated(read());
  for (const path of paths) {
    console.error(`${path} does not match bench/figures.json: run \`pnpm bench:page\``);
  }
  process.exitCode = paths.length === 0 ? 0 : 1;
} else writePage(read());

// @ts-check
// Builds the package in the current folder: `dist/esm` and `dist/cjs`, from the same sources. Then joins what the
// compiler emitted: one file for each entry point, and files for what they share. Types stay as they are.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';
import { joinModules } from './join-modules.mjs';

const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));

function build(/** @type {string[]} */ ...options) {
  const args = [tsc, '-p', 'tsconfig.build.json', ...options];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

rmSync('dist', { recursive: true, force: true });
build();

// `nodenext` would emit ECMAScript modules again, because the package.json says `"type": "module"`.
const toCommonJs = '--module commonjs --moduleResolution bundler --verbatimModuleSyntax false';
build('--outDir', 'dist/cjs', ...toCommonJs.split(' '));
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');

await bundle(process.cwd());
await joinModules(process.cwd());

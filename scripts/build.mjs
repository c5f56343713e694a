// @ts-check
// Builds the package in the current folder: `dist/esm` and `dist/cjs`, from the same sources.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
const build = (/** @type {string[]} */ ...options) =>
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', ...options], {
    stdio: 'inherit',
  });

rmSync('dist', { recursive: true, force: true });

build();

// `nodenext` would make ESM again, because the sources' package.json says `"type": "module"`.
build(
  ...['--outDir', 'dist/cjs', '--module', 'commonjs', '--moduleResolution', 'bundler'],
  ...['--verbatimModuleSyntax', 'false'],
);
mkdirSync('dist/cjs', { recursive: true });
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');

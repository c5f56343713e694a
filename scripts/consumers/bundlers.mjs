// @ts-check
// Bundles the packages with each bundler: the bundle runs, prints what it should, and is not too big.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { brief, makeProject, run, runOwn } from './pack.mjs';

/** Kilobytes, minified. */
const BUDGET = 60;

const SMALL = `
import { Context, request } from '@aiolocals/core';
new Context().run(() => { request.id = 'a1'; console.log(request.id); });
`;
const SERVICE = `
import http from 'node:http';
import express from 'express';
import { request } from '@aiolocals/core';
import { contextMiddleware } from '@aiolocals/express';
const app = express();
app.use(contextMiddleware());
app.get('/', async (_req, res) => { await null; res.send(request.id); });
const server = app.listen(0, '127.0.0.1', () => {
  http.get({ port: server.address().port, host: '127.0.0.1', headers: { 'x-request-id': 'a1' } }, (res) => {
    res.setEncoding('utf8').on('data', (text) => { console.log(text); server.close(); });
  });
});
`;

/** @returns {Promise<import('./pack.mjs').Row[]>} */
export async function checkBundlers(
  /** @type {string} */ folder,
  /** @type {import('./pack.mjs').Packed[]} */ packed,
) {
  const own = packed.filter(({ name }) => name === 'core' || name === 'express');
  const project = makeProject(join(folder, 'bundlers'), [
    ...own.map(({ tarball }) => tarball),
    'express',
    'esbuild',
    'rollup',
    '@rollup/plugin-node-resolve',
    '@rollup/plugin-commonjs',
    '@rollup/plugin-json',
    'webpack',
    'webpack-cli',
  ]);
  writeFileSync(join(project, 'small.mjs'), SMALL);
  writeFileSync(join(project, 'service.mjs'), SERVICE);
  // Bundled CommonJS asks for Node's modules with `require`, which an ECMAScript module does not have.
  const banner =
    "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";
  writeFileSync(
    join(project, 'rollup.config.mjs'),
    `import resolve from '@rollup/plugin-node-resolve';
import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
export default ['small', 'service'].flatMap((name) => ['es', 'cjs'].map((format) => ({
  input: name + '.mjs',
  output: { file: 'rollup-' + name + (format === 'es' ? '.mjs' : '.cjs'), format, inlineDynamicImports: true },
  plugins: [resolve({ preferBuiltins: true }), commonjs({ ignoreDynamicRequires: true }), json()],
  onwarn: (warning) => console.log('WARNING', warning.code, warning.message, (warning.ids ?? []).join(' ')),
})));
`,
  );
  writeFileSync(
    join(project, 'webpack.config.cjs'),
    `module.exports = ['small', 'service'].map((name) => ({
  mode: 'production', target: 'node', entry: './' + name + '.mjs',
  output: { path: __dirname, filename: 'webpack-' + name + '.cjs' },
}));
`,
  );
  /** @type {import('./pack.mjs').Row[]} */
  const rows = [];
  for (const name of ['small', 'service']) {
    for (const format of ['esm', 'cjs']) {
      for (const minify of [false, true]) {
        const file = `esbuild-${name}${minify ? '-min' : ''}${format === 'esm' ? '.mjs' : '.cjs'}`;
        const args = [
          `${name}.mjs`,
          '--bundle',
          '--platform=node',
          `--format=${format}`,
          `--outfile=${file}`,
        ];
        if (minify) args.push('--minify');
        if (format === 'esm') args.push(`--banner:js=${banner}`);
        const built = runOwn(project, 'esbuild', args);
        rows.push(ranRow(project, file, built));
      }
    }
  }
  const rolled = runOwn(project, 'rollup', ['-c']);
  const circles = rolled.printed.split('\n').filter((line) => /CIRCULAR.*@aiolocals/.test(line));
  rows.push({
    what: 'rollup finds no import circles in our packages',
    ok: circles.length === 0,
    detail: brief(circles.join('\n')),
  });
  for (const file of [
    'rollup-small.mjs',
    'rollup-small.cjs',
    'rollup-service.mjs',
    'rollup-service.cjs',
  ])
    rows.push(ranRow(project, file, rolled));
  const packedUp = runOwn(project, 'webpack', []);
  for (const file of ['webpack-small.cjs', 'webpack-service.cjs'])
    rows.push(ranRow(project, file, packedUp));

  const kilobytes = readFileSync(join(project, 'esbuild-small-min.mjs')).length / 1000;
  rows.push({
    what: `Context and request alone are at most ${BUDGET} kB minified`,
    ok: kilobytes <= BUDGET,
    detail: `${kilobytes.toFixed(1)} kB`,
  });
  return rows;
}

/** @returns {import('./pack.mjs').Row} */
function ranRow(
  /** @type {string} */ project,
  /** @type {string} */ file,
  /** @type {{ ok: boolean, printed: string }} */ built,
) {
  if (!built.ok) return { what: file, ok: false, detail: brief(built.printed) };
  const { ok, printed } = run(project, process.execPath, [file]);
  const isRight = ok && printed === 'a1';
  return { what: `${file} runs`, ok: isRight, detail: isRight ? '' : brief(printed) };
}

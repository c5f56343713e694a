// @ts-check
// Runs tasks in a pool whose code is in a bundle: by each bundler, in each format, minified or not, with Piscina inside or
// outside. Where the pool cannot work, a stock Piscina in the same bundle must fail too.
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { brief, makeProject, run, runOwn } from './pack.mjs';

/** @typedef {import('./pack.mjs').Row} Row */
/** @typedef {{ bundler: string, format: 'esm' | 'cjs', minify: boolean, isInside: boolean }} Combination */

const WORKER = `
import { request } from '@aiolocals/core';
class Refused extends Error { code = 'E7'; }
export default (task) => { if (task === 'fail') throw new Refused(request.id); return request.id; };
`;
const MAIN = `
import { Context, request } from '@aiolocals/core';
import { ContextPool } from '@aiolocals/workers/piscina';
const [, , filename, threadFile] = process.argv;
const pool = new ContextPool({ filename, maxThreads: 1, ...(threadFile && { threadFile }) });
const runIn = (id, task) => new Context().run(() => { request.id = id; return pool.run(task); });
const failed = runIn('a3', 'fail').catch((error) => error.message + error.code);
Promise.all([runIn('a1'), runIn('a2'), failed]).then((ids) => { console.log(ids.join()); return pool.destroy(); });
`;
const STOCK_WORKER = "export default () => 'done';\n";
const STOCK = `
import { Piscina } from 'piscina';
const pool = new Piscina({ filename: process.argv[2], maxThreads: 1 });
pool.run().then((done) => { console.log(done); return pool.destroy(); });
`;
const ENTRIES = ['main', 'worker', 'stock', 'stock-worker'];
/** What CommonJS code finds in its scope, for bundles that are ECMAScript modules. */
const SCOPE =
  "import{createRequire as c_}from'node:module';import{dirname as d_}from'node:path';import{fileURLToPath as f_}from'node:url';" +
  'const require=c_(import.meta.url),__filename=f_(import.meta.url),__dirname=d_(__filename);';

/** @type {readonly Combination[]} */
const COMBINATIONS = ['esbuild', 'rollup', 'webpack'].flatMap((bundler) =>
  [false, true].flatMap((isInside) =>
    /** @type {const} */ (['esm', 'cjs']).flatMap((format) =>
      [false, true].map((minify) => ({ bundler, format, minify, isInside })),
    ),
  ),
);

/** @returns {Row[]} */
export function checkBundledPools(
  /** @type {string} */ folder,
  /** @type {import('./pack.mjs').Packed[]} */ packed,
) {
  const own = packed.filter(({ name }) => name === 'core' || name === 'workers');
  const project = makeProject(join(folder, 'bundled-pools'), [
    ...own.map(({ tarball }) => tarball),
    'piscina',
    'esbuild',
    'rollup',
    '@rollup/plugin-node-resolve',
    '@rollup/plugin-commonjs',
    '@rollup/plugin-json',
    '@rollup/plugin-terser',
    'webpack',
    'webpack-cli',
  ]);
  const sources = { main: MAIN, worker: WORKER, stock: STOCK, 'stock-worker': STOCK_WORKER };
  for (const [name, source] of Object.entries(sources))
    writeFileSync(join(project, `${name}.mjs`), source);
  const built = buildAll(project);
  const rows = COMBINATIONS.flatMap((each) => rowsOf(project, each, built[each.bundler] ?? ''));
  return [...rows, ...['esbuild', 'rollup', 'webpack'].map((each) => rowAlone(project, each))];
}

/** The files of a combination are in a folder of their own. */
function folderOf(/** @type {Combination} */ { bundler, format, minify, isInside }) {
  return `${bundler}-${format}${minify ? '-min' : ''}${isInside ? '-inside' : ''}`;
}

function extensionOf(/** @type {Combination} */ { format }) {
  return format === 'esm' ? '.mjs' : '.cjs';
}

/** @returns {Record<string, string>} What each bundler printed. */
function buildAll(/** @type {string} */ project) {
  /** @type {Record<string, string>} */
  const printed = { esbuild: '' };
  for (const each of COMBINATIONS.filter(({ bundler }) => bundler === 'esbuild')) {
    const args = [
      ...ENTRIES.map((name) => `${name}.mjs`),
      '--bundle',
      '--platform=node',
      `--format=${each.format}`,
      `--outdir=${folderOf(each)}`,
      `--out-extension:.js=${extensionOf(each)}`,
      ...(each.minify ? ['--minify'] : []),
      ...(each.isInside ? [] : ['--external:piscina']),
      ...(each.format === 'esm' ? [`--banner:js=${SCOPE}`] : []),
    ];
    printed.esbuild += runOwn(project, 'esbuild', args).printed;
  }
  const thread = 'node_modules/@aiolocals/workers/dist/esm/piscina/thread/functions.cjs';
  const worker = 'node_modules/piscina/dist/worker.js';
  const common = ['--bundle', '--platform=node', '--format=cjs', '--external:@napi-rs/nice'];
  runOwn(project, 'esbuild', [thread, ...common, '--outfile=thread-esbuild.cjs']);
  runOwn(project, 'esbuild', [worker, ...common, '--outfile=piscina-worker.js']);
  writeFileSync(join(project, 'rollup.config.mjs'), rollupConfig(thread));
  printed.rollup = runOwn(project, 'rollup', ['-c', '--silent']).printed;
  writeFileSync(join(project, 'webpack.config.cjs'), webpackConfig(thread));
  printed.webpack = runOwn(project, 'webpack', []).printed;
  return printed;
}

function rollupConfig(/** @type {string} */ thread) {
  const all = foldersOf('rollup');
  return `import resolve from '@rollup/plugin-node-resolve';
import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import terser from '@rollup/plugin-terser';
const plugins = (minify) => [
  resolve({ preferBuiltins: true }), commonjs({ ignoreDynamicRequires: true }), json(), ...(minify ? [terser()] : []),
];
const banner = ${JSON.stringify(SCOPE)};
export default [
  {
    input: ${JSON.stringify(thread)}, plugins: plugins(false),
    output: { file: 'thread-rollup.cjs', format: 'cjs', inlineDynamicImports: true },
  },
  ...${JSON.stringify(all)}.map(({ folder, extension, format, minify, isInside }) => ({
    input: ${JSON.stringify(ENTRIES.map((name) => `${name}.mjs`))}, plugins: plugins(minify),
    external: isInside ? ['@napi-rs/nice'] : ['piscina'],
    output: {
      dir: folder, format: format === 'esm' ? 'es' : 'cjs', exports: 'auto',
      entryFileNames: '[name]' + extension, chunkFileNames: '[name]-[hash]' + extension,
      ...(format === 'esm' && { banner }),
    },
  })),
];
`;
}

/** The combinations of a bundler, with what their files are called. */
function foldersOf(/** @type {string} */ bundler) {
  return COMBINATIONS.filter((each) => each.bundler === bundler).map((each) => ({
    format: each.format,
    minify: each.minify,
    isInside: each.isInside,
    folder: folderOf(each),
    extension: extensionOf(each),
  }));
}

function webpackConfig(/** @type {string} */ thread) {
  const all = foldersOf('webpack');
  return `const path = require('node:path');
const common = { target: 'node', mode: 'production', stats: 'errors-only' };
module.exports = [
  ...${JSON.stringify(all)}.map(({ folder, extension, format, minify, isInside }) => ({
    ...common, optimization: { minimize: minify },
    entry: ${JSON.stringify(Object.fromEntries(ENTRIES.map((name) => [name, `./${name}.mjs`])))},
    externals: { '@napi-rs/nice': 'commonjs @napi-rs/nice', ...(!isInside && { piscina: (format === 'esm' ? 'module' : 'commonjs') + ' piscina' }) },
    ...(format === 'esm' && { experiments: { outputModule: true } }),
    output: {
      path: path.join(__dirname, folder), filename: '[name]' + extension,
      library: { type: format === 'esm' ? 'module' : 'commonjs2' },
    },
  })),
  {
    ...common, entry: './' + ${JSON.stringify(thread)}, node: { __dirname: false, __filename: false },
    output: { path: __dirname, filename: 'thread-webpack.cjs', library: { type: 'commonjs2' } },
  },
];
`;
}

/** @returns {Row[]} */
function rowsOf(
  /** @type {string} */ project,
  /** @type {Combination} */ each,
  /** @type {string} */ built,
) {
  const what = `${each.bundler}, ${each.format}${each.minify ? ' minified' : ''}, piscina ${each.isInside ? 'inside' : 'outside'}`;
  const folder = join(project, folderOf(each));
  const start = (/** @type {string} */ name, /** @type {string} */ worker) =>
    run(folder, process.execPath, [
      `${name}${extensionOf(each)}`,
      join(folder, `${worker}${extensionOf(each)}`),
    ]);
  if (!each.isInside) return [rowOf(what, start('main', 'worker'), built)];
  const stock = start('stock', 'stock-worker');
  /** @type {Row[]} */
  const rows = [];
  if (stock.printed === 'done') rows.push(rowOf(what, start('main', 'worker'), built));
  else
    rows.push({
      what: `${what}: stock Piscina does not start`,
      ok: !stock.ok,
      detail: brief(whyOf(stock.printed)),
    });
  // Piscina's threads run a file beside the bundle of that name.
  cpSync(join(project, 'piscina-worker.js'), join(folder, 'worker.js'));
  const helped = start('stock', 'stock-worker');
  const beside = `${what}, its worker.js beside`;
  if (helped.printed === 'done') rows.push(rowOf(beside, start('main', 'worker'), built));
  else
    rows.push({
      what: `${beside}: stock Piscina fails`,
      ok: !helped.ok,
      detail: brief(whyOf(helped.printed)),
    });
  return rows;
}

/** Deployed without this package: only with Piscina, and with the thread file in a bundle of its own. @returns {Row} */
function rowAlone(/** @type {string} */ project, /** @type {string} */ bundler) {
  const folder = mkdtempSync(join(project, '..', 'alone-'));
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  symlinkSync(join(project, 'node_modules', 'piscina'), join(modules, 'piscina'));
  cpSync(join(project, `${bundler}-esm-min`), folder, { recursive: true });
  cpSync(join(project, `thread-${bundler}.cjs`), join(folder, 'thread.cjs'));
  const files = ['worker.mjs', 'thread.cjs'].map((name) => join(folder, name));
  const ran = run(folder, process.execPath, ['main.mjs', ...files]);
  return rowOf(`${bundler}, the package not installed, \`threadFile\``, ran, '');
}

/** @returns {Row} */
function rowOf(
  /** @type {string} */ what,
  /** @type {{ printed: string }} */ { printed },
  /** @type {string} */ built,
) {
  const isRight = printed === 'a1,a2,a3E7';
  return {
    what: `${what}: a pool runs`,
    ok: isRight,
    detail: isRight ? '' : brief(whyOf(printed) || built),
  };
}

/** The line of a stack trace that says what went wrong. */
function whyOf(/** @type {string} */ printed) {
  return printed.split('\n').find((line) => /Error\b.*:/.test(line)) ?? printed;
}

// @ts-check
// Loads several copies into one process: two versions, both formats, a second Express, modules that are loaded again. What
// one copy opens, the others must see.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { brief, makeProject, run } from './pack.mjs';

/** A version that is not the one under test. */
const OTHER = '0.0.7';

/** Asks a server of an app for the id of its request. */
const ASK = `
const http = require('node:http');
const ask = (app, id) => new Promise((resolve, reject) => {
  const server = app.listen(0, '127.0.0.1', () => {
    const options = { host: '127.0.0.1', port: server.address().port, headers: { 'x-request-id': id } };
    http.get(options, (res) => {
      let text = '';
      res.setEncoding('utf8').on('data', (part) => (text += part)).on('end', () => server.close(() => resolve(text)));
    }).on('error', reject);
  });
});
`;
const APP = `
const appOf = (express, { contextMiddleware }, { request }) => {
  const app = express();
  app.use(contextMiddleware());
  app.get('/', async (_req, res) => { await new Promise(setImmediate); res.send(request.id); });
  return app;
};
`;

/** @type {Record<string, { source: string, prints: string }>} */
const PROGRAMS = {
  'two versions of core see each other’s contexts': {
    source: `
const first = require('@aiolocals/core'), second = require('core-other');
const other = require('core-other/package.json').version;
const through = (from, to, id) => new from.Context().run(async () => {
  from.request.id = id;
  await null;
  return to.request.id;
});
Promise.all([through(first, second, 'a1'), through(second, first, 'a2')]).then((ids) => console.log(other, ids.join()));
`,
    prints: `${OTHER} a1,a2`,
  },
  'an ECMAScript module sees the contexts of CommonJS, and the other way round': {
    source: `
const required = require('@aiolocals/core');
import('@aiolocals/core').then(async (imported) => {
  const through = (from, to, id) => new from.Context().run(async () => {
    from.request.id = id;
    await null;
    return to.request.id;
  });
  console.log(await through(required, imported, 'a1'), await through(imported, required, 'a2'), required === imported);
});
`,
    prints: 'a1 a2 false',
  },
  'Express 4 beside Express 5': {
    source: `${ASK}${APP}
const core = require('@aiolocals/core'), ours = require('@aiolocals/express');
const apps = ['express', 'express-4'].map((name) => appOf(require(name), ours, core));
Promise.all([ask(apps[0], 'a1'), ask(apps[1], 'a2')]).then((ids) => console.log(ids.join()));
`,
    prints: 'a1,a2',
  },
  'modules that are loaded again, as by a hot reload, beside the app from before': {
    source: `${ASK}${APP}
const load = () => [require('express'), require('@aiolocals/express'), require('@aiolocals/core')];
const apps = [0, 1, 2].map(() => {
  for (const file of Object.keys(require.cache)) delete require.cache[file];
  return appOf(...load());
});
const before = require('@aiolocals/core');
for (const file of Object.keys(require.cache)) delete require.cache[file];
const after = require('@aiolocals/core');
const seen = new before.Context().run(() => { before.request.id = 'a4'; return after.request.id; });
Promise.all(apps.map((app, index) => ask(app, 'a' + (index + 1)))).then((ids) => console.log(...ids, seen, before !== after));
`,
    prints: 'a1 a2 a3 a4 true',
  },
};

/** @returns {import('./pack.mjs').Row[]} */
export function checkCopies(
  /** @type {string} */ folder,
  /** @type {import('./pack.mjs').Packed[]} */ packed,
) {
  const own = packed.filter(({ name }) => name === 'core' || name === 'express');
  const project = makeProject(join(folder, 'copies'), [
    ...own.map(({ tarball }) => tarball),
    'express@5',
    'express-4@npm:express@4',
  ]);
  copyOtherVersion(join(project, 'node_modules'));
  return Object.entries(PROGRAMS).map(([what, { source, prints }], index) => {
    const file = join(project, `program-${index}.cjs`);
    writeFileSync(file, source);
    const { printed } = run(project, process.execPath, [file]);
    const isRight = printed === prints;
    return { what, ok: isRight, detail: isRight ? '' : brief(printed) };
  });
}

/** Installs core once more, as a package of another version. */
function copyOtherVersion(/** @type {string} */ modules) {
  const other = join(modules, 'core-other');
  cpSync(join(modules, '@aiolocals', 'core'), other, { recursive: true });
  const { version } = JSON.parse(readFileSync(join(other, 'package.json'), 'utf8'));
  for (const path of readdirSync(other, { encoding: 'utf8', recursive: true })) {
    if (path !== 'package.json' && !path.endsWith('.js')) continue;
    const file = join(other, path);
    const code = readFileSync(file, 'utf8');
    const quoted = new RegExp(`(['"])${version.replaceAll('.', '\\.')}\\1`, 'g');
    if (quoted.test(code)) writeFileSync(file, code.replaceAll(quoted, `$1${OTHER}$1`));
  }
}

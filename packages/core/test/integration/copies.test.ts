import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runNode } from './run-node.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
let version: string;

/** Installs the built package for an application of its own. */
async function install(app: string): Promise<string> {
  const target = join(folder, app, 'node_modules/@aiolocals/core');
  await mkdir(target, { recursive: true });
  await cp(join(root, 'dist'), join(target, 'dist'), { recursive: true });
  await cp(join(root, 'package.json'), join(target, 'package.json'));
  return target;
}

/** Turns the copy into a later version, which has another export. */
async function upgrade(target: string): Promise<void> {
  const edit = async (file: string, change: (text: string) => string): Promise<void> =>
    writeFile(join(target, file), change(await readFile(join(target, file), 'utf8')));
  await edit('package.json', (text) =>
    text.replace(`"version": "${version}"`, '"version": "9.9.9"'),
  );
  for (const format of ['esm', 'cjs']) {
    await edit(`dist/${format}/internal/load-all.js`, (text) =>
      text.replace(`const version = "${version}"`, 'const version = "9.9.9"'),
    );
  }
  await edit(
    'dist/esm/internal/load-all.js',
    (text) => `${text}\nexport const later = share('later', () => 'from the later version');\n`,
  );
  await edit(
    'dist/esm/index.js',
    (text) => `${text}\nexport { later } from './internal/load-all.js';\n`,
  );
}

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'aiolocals-copies-')));
  ({ version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    version: string;
  });
  await install('one');
  await install('two');
  await upgrade(await install('later'));
});

afterAll(() => rm(folder, { recursive: true }));

/** Runs an ECMAScript module in which `load` imports or requires the copy of an application. */
async function program(body: string): Promise<unknown> {
  const file = join(folder, `program-${Math.random().toString(36).slice(2)}.mjs`);
  await writeFile(
    file,
    `import { createRequire } from 'node:module';
const requireOf = (app) => createRequire(new URL(\`./\${app}/index.js\`, import.meta.url));
const load = {
  esm: (app) => import(\`./\${app}/node_modules/@aiolocals/core/dist/esm/index.js\`),
  cjs: (app) => requireOf(app)('@aiolocals/core'),
};
${body}`,
  );
  const { stdout, stderr, code } = await runNode([file]);
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  return JSON.parse(stdout);
}

test.for([
  ['the ECMAScript module and the CommonJS build of one', "await load.esm('one'), load.cjs('one')"],
  ['the CommonJS build and the ECMAScript module of one', "load.cjs('one'), await load.esm('one')"],
  ['two copies of the same version', "await load.esm('one'), await load.esm('two')"],
  ['a copy and one of a later version', "await load.esm('one'), load.cjs('later')"],
  [
    'a copy of a later version and one of an earlier',
    "await load.esm('later'), await load.esm('one')",
  ],
])('%s share one runtime', async ([, copies]) => {
  const result = await program(`
const [first, second] = [${copies}];
const cart = first.Local.for('test.cart', { items: () => [], total: 0 });
const same = second.Local.for('test.cart', { items: () => [], total: 0 });
const seen = [];
await new first.Context({ ident: 'A' }).run(async () => {
  second.request.id = 'a1';
  same.items.push('ham');
  await second.wrapAsync(async () => {
    await null;
    seen.push(first.request.id, cart.items, first.Context.current().ident);
  });
});
let caught;
try { first.request.id; } catch (error) { caught = error; }
console.log(JSON.stringify({
  seen,
  sameContext: first.Context === second.Context,
  sameLocal: cart === same,
  exports: Object.keys(first).filter((name) => name in second && first[name] !== second[name]),
  caught: caught instanceof second.NoContextError && caught instanceof second.AiolocalsError,
}));`);
  expect(result).toEqual({
    seen: ['a1', ['ham'], 'A/1'],
    sameContext: true,
    sameLocal: true,
    exports: [],
    caught: true,
  });
});

test('what the first copy does not have says which versions there are, and where, when it is used', async () => {
  const messages = (await program(`
const first = await load.esm('one');
const second = await load.esm('later');
const messages = [];
for (const use of [() => second.later(), () => new second.later(), () => second.later.x, () => { second.later.x = 1; }]) {
  try { use(); } catch (error) { messages.push([error.message, error.code, error instanceof first.RuntimeVersionError]); }
}
console.log(JSON.stringify(messages));`)) as [string, string, boolean][];
  const where = (app: string): string => join(folder, app, 'node_modules/@aiolocals/core/dist/esm');
  const message =
    `Cannot use \`later\`: @aiolocals/core 9.9.9 at ${where('later')} works with the copy that was loaded first, ` +
    `${version} at ${where('one')}, and that one does not have it; ` +
    'install one version of @aiolocals/core, or load the newer one first';
  expect(messages).toEqual(Array.from({ length: 4 }, () => [message, 'ERR_RUNTIME_VERSION', true]));
});

test('what the first copy has serves copies that do not know it', async () => {
  expect(
    await program(`
const { later } = await load.esm('later');
console.log(JSON.stringify([later(), (await load.esm('one')).later ?? 'unknown']));`),
  ).toEqual(['from the later version', 'unknown']);
});

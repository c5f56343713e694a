import { execFile } from 'node:child_process';
import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

// A service whose worker file it is itself: it prints the request id that a task of its pool sees.
const imports = {
  'service.mjs': `
    import { isMainThread } from 'node:worker_threads';
    import { fileURLToPath } from 'node:url';
    import { Context, request } from '@aiolocals/core';
    import { ContextPool } from '@aiolocals/workers/piscina';
    const filename = fileURLToPath(import.meta.url);
    export default () => request.id;`,
  'service.cjs': `
    const { isMainThread } = require('node:worker_threads');
    const { Context, request } = require('@aiolocals/core');
    const { ContextPool } = require('@aiolocals/workers/piscina');
    const filename = __filename;
    module.exports = () => request.id;`,
};
const main = `
  if (isMainThread) {
    const pool = new ContextPool({ filename, maxThreads: 1, ...globalThis.more });
    const run = () => {
      request.id = 'a1';
      return pool.run();
    };
    new Context().run(run).then((id) => {
      console.log(id);
      return pool.destroy();
    });
  }`;

/**
 * Runs a service in a folder of this name, with the built package installed there, and resolves to what it prints.
 *
 * @param first - Code that the service begins with.
 * @param version - That of core in that folder.
 */
async function serve(
  folderName: string,
  service: keyof typeof imports,
  first = '',
  version?: string,
): Promise<{ stdout: string; stderr: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'aiolocals-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const modules = join(folder, folderName, 'node_modules');
  const installed = join(modules, '@aiolocals', 'workers');
  await mkdir(installed, { recursive: true });
  for (const name of ['dist', 'package.json'])
    await cp(join(root, name), join(installed, name), { recursive: true });
  for (const name of ['@aiolocals/core', 'piscina'])
    await symlink(await realpath(join(root, 'node_modules', name)), join(modules, name));
  if (version !== undefined) await installCore(join(modules, '@aiolocals', 'core'), version);
  const file = join(folder, folderName, service);
  await writeFile(file, [first, imports[service], main].join('\n'));
  // What starts the tests may name folders in which every process finds the packages of the workspace.
  const env = { ...process.env, NODE_PATH: '' };
  return promisify(execFile)(process.execPath, [file], { env });
}

/** Installs a core that says that it is of this version. */
async function installCore(folder: string, version: string): Promise<void> {
  const core = await realpath(join(root, 'node_modules', '@aiolocals/core'));
  await rm(folder);
  await cp(join(core, 'dist'), join(folder, 'dist'), { recursive: true });
  const manifest = JSON.parse(await readFile(join(core, 'package.json'), 'utf8')) as object;
  await writeFile(join(folder, 'package.json'), JSON.stringify({ ...manifest, version }));
  const installed = String((manifest as { readonly version?: string }).version);
  const built = join(folder, 'dist', 'esm');
  for (const path of await readdir(built, { recursive: true })) {
    if (!path.endsWith('.js')) continue;
    const code = await readFile(join(built, path), 'utf8');
    const changed = code.replaceAll(new RegExp(`(['"])${installed}\\1`, 'g'), `'${version}'`);
    if (changed !== code) await writeFile(join(built, path), changed);
  }
}

test.for([[undefined], ['99.0.0']])(
  'the threads of a pool load the version of core that is installed: %s instead of the one that was bundled',
  async ([version]) => {
    const resident = "globalThis[Symbol.for('aiolocals.runtime/1')].version";
    const print = `if (!require('node:worker_threads').isMainThread) console.log(${resident});`;
    const prelude = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); ${print}`;
    const { stdout, stderr } = await serve('plain', 'service.mjs', prelude, version);
    const { version: installed } = JSON.parse(
      await readFile(join(root, 'node_modules', '@aiolocals/core', 'package.json'), 'utf8'),
    ) as { version: string };
    expect(stderr).toBe('');
    expect(stdout.split('\n').toSorted()).toEqual(['', version ?? installed, 'a1']);
  },
);

test.for(['service.mjs', 'service.cjs'] as const)(
  'a pool finds the file of its threads in a folder with any name, in %s',
  async (service) => {
    const folder = join('100% ünicode #1?', 'src', 'internal');
    expect(await serve(folder, service)).toEqual({ stdout: 'a1\n', stderr: '' });
  },
);

test('a pool finds the file of its threads in a process without stack traces', async () => {
  const ran = await serve('plain', 'service.cjs', 'Error.stackTraceLimit = 0;');
  expect(ran).toEqual({ stdout: 'a1\n', stderr: '' });
});

/** As in a bundle: the code says that it is in another file. */
const moved = "Error.prepareStackTrace = () => 'at run (/srv/bundle.js:1:1)';";
/**
 * The package is not found from the program either, or from where it was started. Threads run this too, and must not
 * change it.
 */
const alone = `${moved}
  if (require('node:worker_threads').isMainThread) {
    process.argv[1] = '/srv/main.js';
    process.chdir('/');
  }`;

test('a pool whose code is in a bundle finds the package where the program is installed', async () => {
  expect(await serve('plain', 'service.cjs', moved)).toEqual({ stdout: 'a1\n', stderr: '' });
});

test('a pool whose code is in a bundle runs the file that its option names', async () => {
  const more = "globalThis.more = { threadFile: require.resolve('@aiolocals/workers/thread') };";
  const ran = await serve('plain', 'service.cjs', `${more} ${alone}`);
  expect(ran).toEqual({ stdout: 'a1\n', stderr: '' });
});

test('a pool whose code is in a bundle, and its package nowhere, says what to do', async () => {
  const { stdout } = await serve(
    'plain',
    'service.cjs',
    `process.on('uncaughtException', ({ message }) => console.log(message)); ${alone}`,
  );
  expect(stdout).toBe(
    'Cannot find the file that the threads of a ContextPool run, because @aiolocals/workers was bundled: install ' +
      '@aiolocals/workers where the bundle can find it, or bundle `@aiolocals/workers/thread` into a file of its own, ' +
      'as CommonJS, and name that file in the option `threadFile`\n',
  );
});

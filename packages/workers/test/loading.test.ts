import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { ContextPool } from '@aiolocals/workers/piscina';
import { fixture } from './in-context.js';

const preloaded = (name: string): string[] => [
  '--require',
  fileURLToPath(fixture(`loading/${name}`)),
];

/** Resolves to whether a thread that starts in this way requires the file. */
async function isRequired(name: string, execArgv: readonly string[]): Promise<boolean> {
  const { href } = fixture(`loading/${name}`);
  const pool = new ContextPool<string, boolean>({
    filename: href,
    maxThreads: 1,
    execArgv: [...execArgv],
  });
  onTestFinished(() => pool.destroy());
  return await pool.run(name);
}

// A process is aborted if a thread is terminated while `require` makes the exports of such a file: see `loadHandler`.
test.for([['file.mjs'], ['module/inner/file.js']] as const)(
  'a thread of a ContextPool does not require %s, an ECMAScript module',
  async ([name]) => {
    expect(await isRequired(name, preloaded('record.cjs'))).toBe(false);
  },
);

test('a thread of a ContextPool requires commonjs/file.js, which is CommonJS', async () => {
  expect(await isRequired('commonjs/file.js', preloaded('record.cjs'))).toBe(true);
});

test('a thread of a ContextPool requires files whose extension a loader handles', async () => {
  expect(await isRequired('file.mjs', preloaded('hook.cjs'))).toBe(true);
});

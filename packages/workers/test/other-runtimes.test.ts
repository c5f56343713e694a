import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { fixture } from './in-context.js';

const scripts = new URL('../../../scripts/runtimes.mjs', import.meta.url);
const { findOther } = (await import(scripts.href)) as {
  findOther(name: string): readonly string[] | undefined;
};

/** Resolves to what `fixtures/preserve.mjs` prints. */
async function run([binary = '', ...args]: readonly string[] = []): Promise<unknown> {
  const file = fileURLToPath(fixture('preserve.mjs'));
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const { stdout } = await promisify(execFile)(binary, [...args, file], { cwd });
  return JSON.parse(stdout);
}

const seen = {
  named: 'named',
  namespace: 'namespace',
  required: 'required',
  Early: 'Early',
  ContextWorker: 'ContextWorker',
  together: ['a1', null, ['a2', 'a2']],
  later: 'a3',
  refused: expect.any(String) as string,
  blocked: 'AIOLOCALS_BASE_LATE',
  afterwards: null,
};
// `pnpm test:runtimes` installs both. Where they are missing, the tests are reported as skipped.
const [bun, deno] = ['bun', 'deno'].map(findOther);
if (bun === undefined || deno === undefined)
  console.log('Skipped on Bun or Deno, which is not installed: `pnpm test:runtimes` installs both');

test.skipIf(bun === undefined)(
  'preserveContextInWorkers reaches every kind of import in Bun',
  { timeout: 60_000 },
  async () => {
    expect(await run(bun)).toEqual(seen);
  },
);

test.skipIf(deno === undefined)(
  'preserveContextInWorkers reaches every kind of import in Deno',
  { timeout: 60_000 },
  async () => {
    expect(await run(deno)).toEqual(seen);
  },
);

test('what reaches every kind of import in Bun and Deno does so in Node too', async () => {
  const pretending = fileURLToPath(fixture('pretend.cjs'));
  expect(await run([process.execPath, '--require', pretending])).toEqual(seen);
});

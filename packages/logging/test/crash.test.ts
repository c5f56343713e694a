import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from './support/configured.js';

const fixture = fileURLToPath(new URL('fixtures/crash.mjs', import.meta.url));
const library = process.env.WINSTON ?? 'winston';

/** The configured logger prints the stack with the error, and not a second time in the message. */
const MORE = library === 'winston' ? '' : '.*';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aiolocals-crash-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Lets a process crash; resolves to its exit code and its lines. */
async function crash(kind: string): Promise<{ code: number | null; lines: string[] }> {
  const filename = join(folder, `${kind}.log`);
  const code = await new Promise<number | null>((resolve) => {
    const child = execFile(process.execPath, [fixture, library, kind, filename]);
    child.on('close', resolve);
  });
  return { code, lines: (await readFile(filename, 'utf8')).trimEnd().split('\n') };
}

describe('the line of a crash names the request that it came from, for', () => {
  test.each([
    ['an exception', 'exception', 'uncaughtException: out of a timer'],
    ['a thrown string', 'string', 'uncaughtException: no error at all'],
    ['a rejection', 'rejection', 'unhandledRejection: nobody caught'],
  ])('%s', async (_what, kind, message) => {
    const { code, lines } = await crash(kind);
    expect(code).toBe(1);
    expect(parse(lines)).toMatchObject([
      {
        level: 'error',
        message: expect.stringMatching(new RegExp(`^${message}${MORE}$`, 's')),
        requestId: 'REQ2',
        requestPath: '/REQ2',
        error: expect.anything(),
      },
    ]);
  });
});

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { fixture } from './in-context.js';

/** Returns what a process warns of that uses the packages in this way. */
async function warningsOf(way: string, NODE_DEBUG = ''): Promise<string[]> {
  const args = ['--no-warnings', fileURLToPath(fixture('left-behind.mjs')), way];
  const env = { ...process.env, NODE_DEBUG };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return stdout.split('\n').slice(0, -1);
}

const sentence = (attribute: string, local: string): string =>
  `AIOLOCALS_LOCAL_LEFT_BEHIND Left \`${attribute}\` of Local \`${local}\` behind: the Local has no key, so another ` +
  "thread or process reads its default; make it with `Local.for('…', …)` if it is to travel, or with " +
  '`new Local(…, { travels: false })` if it is to stay';
const both = [sentence('spam', 'bag'), sentence('items', 'cart')];

describe('a Local without a key that holds a value', () => {
  test.for(['ContextWorker', 'preserveContextInWorkers'])(
    'is named once if a thread starts without it: %s',
    async (way) => {
      expect(await warningsOf(way)).toEqual(both);
    },
  );

  test.for(['ContextPool', 'withContext', 'captureContext', 'sendMessage'])(
    'is named under NODE_DEBUG only where callers keep state to themselves: %s',
    async (way) => {
      expect(await warningsOf(way)).toEqual([]);
      expect(await warningsOf(way, 'aiolocals')).toEqual(both);
    },
  );
});

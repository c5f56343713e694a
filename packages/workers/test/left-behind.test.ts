import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { Local } from '@aiolocals/core';
import { ContextWorker } from '@aiolocals/workers';
import { fixture, inContext } from './in-context.js';

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

  test('is named once also among many, and not beyond twenty of them', async () => {
    const warnings: string[] = [];
    const note = ({ message }: Error): unknown => warnings.push(message);
    process.on('warning', note);
    const locals = Array.from({ length: 30 }, (_, index) => {
      const travels = index % 10 === 0 ? { travels: false as const } : {};
      return new Local({ value: 0, other: '' }, { name: `made ${index}`, ...travels });
    });
    // Those that were named once are not named by a later context either, while there is room for more.
    for (const some of [locals.slice(0, 3), locals]) {
      await inContext('a1', async () => {
        for (const local of some) Object.assign(local, { value: 1, other: 'x' });
        const start = (): Worker => new ContextWorker('', { eval: true });
        await Promise.all([start(), start()].map((worker) => once(worker, 'exit')));
      });
    }
    process.off('warning', note);
    expect(warnings.filter((it) => !it.startsWith('Left '))).toEqual([]);
    expect(warnings.map((it) => it.split('`')[5])).toEqual(
      locals
        .map((local) => Local.nameOf(local))
        .filter((_, index) => index % 10 !== 0 && index < 23),
    );
  });
});

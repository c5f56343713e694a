import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { spawnWith } from '@aiolocals/core/carrier';
import { expect, test } from 'vitest';

test('a thread has one base context, which keeps what is assigned in it', async () => {
  const snapshot = ['test.base', 2, 'count', 7];
  const file = new URL('../fixtures/base-context.mjs', import.meta.url);
  const thread = spawnWith({ ident: 'REQ1/1', snapshot }, () => new Worker(file));
  expect(await once(thread, 'message')).toEqual([{ count: 9, isSame: true }]);
});

import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runNode } from './run-node.js';

const fixture = fileURLToPath(new URL('../fixtures/rejections.mjs', import.meta.url));

test('each rejection that nobody handles is reported exactly once, in the context of the work that failed', async () => {
  const { stdout, stderr, code } = await runNode([fixture]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout.trim().split('\n').toSorted()).toEqual([
    'uncaught listener in i',
    'unhandled async listener in i',
    'unhandled gather in d',
    'unhandled run in a',
    'unhandled task in b',
    'unhandled thrown in c',
  ]);
});

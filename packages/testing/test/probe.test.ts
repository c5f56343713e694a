import { AsyncResource } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { bind, Context } from '@aiolocals/core';
import { probe } from '@aiolocals/testing';
import { describe, expect, test } from 'vitest';

describe('a probe counts as', () => {
  test('kept what is called back in the context that used the library', async () => {
    const tally = await probe((see) => void setImmediate(see));
    expect(tally).toEqual({ kept: 100, lost: 0, foreign: 0, missing: 0 });
  });

  test('foreign what is called back in the context of another use', async () => {
    const shared = new EventEmitter().setMaxListeners(0);
    const tally = await probe((see, index) => {
      shared.once('all here', see);
      if (index === 99) shared.emit('all here');
    });
    expect(tally).toEqual({ kept: 1, lost: 0, foreign: 99, missing: 0 });
  });

  test('lost what is called back outside any context', async () => {
    const tally = await probe((see) => Context.exit(see), { contexts: 7 });
    expect(tally).toEqual({ kept: 0, lost: 7, foreign: 0, missing: 0 });
  });

  test('missing what is not called back', async () => {
    const options = { contexts: 5, calls: 2, patience: 1 };
    const tally = await probe((see, index) => index > 0 && see(), options);
    expect(tally).toEqual({ kept: 4, lost: 0, foreign: 0, missing: 6 });
  });

  test('missing what one use is not called back, though another is called too often', async () => {
    const options = { contexts: 2, calls: 2, patience: 1 };
    const tally = await probe((see, index) => {
      for (let call = 0; call < 5 * index; call++) see();
    }, options);
    expect(tally).toEqual({ kept: 5, lost: 0, foreign: 0, missing: 2 });
  });
});

test('a probe proves a remedy', async () => {
  const waiting: (() => void)[] = [];
  const resource = new AsyncResource('shared');
  const query = (done: () => void): void => {
    if (waiting.push(done) === 100) resource.runInAsyncScope(() => waiting.forEach((one) => one()));
  };
  const without = await probe((see) => query(see));
  waiting.length = 0;
  const remedied = await probe((see) => query(bind(see)));
  expect(without.kept).toBeLessThanOrEqual(1);
  expect(remedied).toEqual({ kept: 100, lost: 0, foreign: 0, missing: 0 });
});

test('a probe waits for what a use awaits, and rejects with what it throws', async () => {
  const tally = await probe(
    async (see) => {
      // In real time: the use has to take longer than the probe's patience.
      await new Promise((resolve) => setTimeout(resolve, 5));
      see();
    },
    { patience: 1 },
  );
  expect(tally.missing).toBe(0);
  const failed = probe(() => Promise.reject(new Error('no server')));
  await expect(failed).rejects.toThrow('no server');
});

test('a probe refuses what it does not know', async () => {
  await expect(probe(7 as never)).rejects.toThrow('Expected `use` to be a function, got `7`');
  await expect(probe(() => {}, { context: 7 } as never)).rejects.toThrow(
    'Unknown option `context` for `probe`: did you mean `contexts`?',
  );
  await expect(probe(() => {}, { contexts: 0 })).rejects.toThrow(
    'Expected `contexts` to be an integer from 1 to 1000000, got `0`',
  );
});

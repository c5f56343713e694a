import { createRequire } from 'node:module';
import { setImmediate as turn } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';
import workerThreads, { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import { Context } from '@aiolocals/core';
import { preserveContextInWorkers } from '@aiolocals/workers';
import { fixture, inContext } from './in-context.js';

interface Spawner {
  readonly ways: Record<string, () => typeof Worker>;
  see(kind: typeof Worker): Promise<string | null>;
}

const original = workerThreads.Worker;
const { ways, see } = (await import(fixture('spawner.mjs').href)) as Spawner;
const current = (): Promise<string | null> => see(workerThreads.Worker);

afterEach(() => {
  // oxlint-disable-next-line vitest/no-standalone-expect -- every test must restore it
  expect(workerThreads.Worker).toBe(original);
});

describe('preserveContextInWorkers', () => {
  test.for(Object.entries(ways))(
    'preserveContextInWorkers reaches a Worker from this kind of import: %s',
    async ([, way]) => {
      const id = await preserveContextInWorkers(() => inContext('a1', () => see(way())));
      expect([id, way()]).toEqual(['a1', original]);
    },
  );

  test('preserveContextInWorkers gives each thread the context of its own creator, also in overlapping calls', async () => {
    const ids = Array.from({ length: 6 }, (_, index) => `a${index}`);
    const seen = await preserveContextInWorkers(() =>
      Promise.all(ids.map((id) => inContext(id, () => turn().then(current)))),
    );
    expect(seen).toEqual(ids);
    const apart = await Promise.all(
      ids.map((id) => inContext(id, () => preserveContextInWorkers(() => current()))),
    );
    expect(apart).toEqual(ids);
  });

  test('preserveContextInWorkers does not reach a Worker that was required or extended before', async () => {
    const { Worker: taken } = createRequire(import.meta.url)(
      'node:worker_threads',
    ) as typeof workerThreads;
    class Early extends Worker {}
    for (const kind of [taken, Early]) {
      expect(await inContext('a1', () => preserveContextInWorkers(() => see(kind)))).toBeNull();
    }
  });

  test('preserveContextInWorkers nests and overlaps, and ends with the last call', async () => {
    let finish: () => void = () => {};
    const gate = new Promise<void>((resolve) => (finish = resolve));
    const outer = preserveContextInWorkers(async () => {
      expect(await preserveContextInWorkers(() => inContext('inner', current))).toBe('inner');
      await gate;
      return inContext('outer', current);
    });
    const failing = preserveContextInWorkers(() => gate.then(() => Promise.reject(new Error('x'))));
    expect(workerThreads.Worker).not.toBe(original);
    finish();
    await expect(failing).rejects.toThrow('x');
    expect(await outer).toBe('outer');
  });

  test.for<[string, (gate: Promise<unknown>) => PromiseLike<unknown>]>([
    [
      'of another realm',
      (gate) => runInNewContext('(async () => gate)()', { gate }) as Promise<unknown>,
    ],
    [
      'of another realm that is rejected',
      (gate) => runInNewContext('gate.then(() => Promise.reject(7))', { gate }) as Promise<unknown>,
    ],
    [
      'of a subclass',
      (gate) => new (class extends Promise<unknown> {})((resolve) => resolve(gate)),
    ],
  ])('preserveContextInWorkers lasts until a promise settles: %s', async ([, make]) => {
    let finish: () => void = () => {};
    const gate = new Promise<void>((resolve) => (finish = resolve));
    const running = preserveContextInWorkers(() => make(gate));
    expect(workerThreads.Worker).not.toBe(original);
    expect(await inContext('a1', current)).toBe('a1');
    finish();
    await running.then(null, (error: unknown) => expect(error).toBe(7));
    expect(workerThreads.Worker).toBe(original);
  });

  test('preserveContextInWorkers returns and throws what its function does, and adds no context outside any', async () => {
    expect(preserveContextInWorkers(() => 7)).toBe(7);
    expect(() =>
      preserveContextInWorkers(() => {
        throw new RangeError('spam');
      }),
    ).toThrow(RangeError);
    expect(await preserveContextInWorkers(current)).toBeNull();
    expect(await inContext('a1', () => preserveContextInWorkers(() => Context.exit(current)))).toBe(
      null,
    );
    expect(() => preserveContextInWorkers(7 as never)).toThrow(
      'Expected `fn` to be a function, got `7` (number)',
    );
  });

  test('preserveContextInWorkers leaves a Worker that other code put in place, and one kept from it acts as a plain Worker', async () => {
    class Other extends Worker {}
    let kept = original;
    preserveContextInWorkers(() => {
      kept = workerThreads.Worker;
      workerThreads.Worker = Other;
    });
    expect(workerThreads.Worker).toBe(Other);
    workerThreads.Worker = original;
    expect(await inContext('a1', () => see(kept))).toBeNull();
    class Derived extends kept {}
    const id = preserveContextInWorkers(() => inContext('a1', () => see(Derived)));
    expect(await id).toBe('a1');
  });
});

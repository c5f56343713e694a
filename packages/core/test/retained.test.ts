import { getEventListeners, once } from 'node:events';
import { Agent, createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Context, drainTasks, openContext, wrapAsync } from '@aiolocals/core';
import { openRequest } from '@aiolocals/core/http';
import { alive, collect, heapUsed } from './support/garbage.js';

const never = new Promise<never>(() => {});

// The first test, because later ones leave tasks that never settle.
test('tasks that are old are waited for when those that are newer have ended', async () => {
  const finish: (() => void)[] = [];
  const tasks = Array.from({ length: 1_500 }, () =>
    wrapAsync(() => new Promise<void>((resolve) => finish.push(resolve))),
  );
  // Those that are left are no longer among the newest thousand.
  for (const each of finish.slice(100)) each();
  await Promise.all(tasks.slice(100));
  let isDrained = false;
  const draining = drainTasks().then((unfinished) => {
    isDrained = true;
    return unfinished;
  });
  await turn();
  expect(isDrained).toBe(false);
  for (const each of finish) each();
  await Promise.all(tasks);
  expect(await draining).toEqual([]);
});

test.for([
  ['an open parent', () => ({})],
  ['its deadline', () => ({ timeout: 600_000 })],
  ['the signal that it was given', (signal: AbortSignal) => ({ signal })],
] as const)(
  'a context whose signal was read but that never ran is not kept by %s',
  async ([, options]) => {
    const { context: parent, close } = openContext({ parent: null });
    const { signal } = new AbortController();
    const refs: WeakRef<object>[] = [];
    const read = (): void => {
      for (let index = 0; index < 2_000; index += 1) {
        const context = new Context({ parent, ...options(signal) });
        context.signal.addEventListener('abort', () => {});
        if (index % 100 === 0) refs.push(new WeakRef(context));
      }
    };
    read();
    await collect();
    const before = await heapUsed();
    read();
    read();
    const grown = (await heapUsed()) - before;
    expect(alive(refs)).toBe(0);
    // 4,000 of them took 5 MB.
    expect(grown).toBeLessThan(400_000);
    expect(getEventListeners(signal, 'abort').length).toBeLessThanOrEqual(1);
    close();
  },
);

test('a context whose signal was read before it runs is cancelled as any, and released when it closes', async () => {
  const { context: parent, close } = openContext({ parent: null });
  const refs: WeakRef<object>[] = [];
  let aborts = 0;
  const start = (): void => {
    const context = new Context({ parent });
    context.signal.addEventListener('abort', () => {
      aborts += 1;
    });
    void context.run(() => never);
    const finished = new Context({ parent, timeout: 600_000 });
    void finished.signal;
    finished.run(() => {});
    refs.push(new WeakRef(finished));
  };
  start();
  await collect();
  // A context that waits forever is held by its open parent, so that its listeners are called at the end.
  parent.cancel('end');
  expect(aborts).toBe(1);
  expect(alive(refs)).toBe(0);
  close();
});

test('the signal of a context that never ran aborts, also if only the signal is held', async () => {
  const { context: parent, close } = openContext({ parent: null });
  const make = (): AbortSignal => new Context({ parent }).signal;
  const signal = make();
  const late = ((): AbortSignal => new Context({ timeout: 50 }).signal)();
  await collect();
  parent.cancel('end');
  expect(signal.reason).toBe('end');
  if (!late.aborted) {
    await new Promise((resolve) => {
      late.addEventListener('abort', resolve);
      const keepAlive = setInterval(() => late.aborted && clearInterval(keepAlive), 5);
    });
  }
  expect(late.aborted).toBe(true);
  close();
});

test('tasks that never settle are released, with or without a deadline, but for the newest thousand', async () => {
  const refs: WeakRef<object>[] = [];
  const start = (): void => {
    for (let index = 0; index < 6_000; index += 1) {
      void wrapAsync(
        async () => {
          refs.push(new WeakRef(Context.current() as Context));
          await new Promise(() => {});
        },
        index % 2 === 0 ? { timeout: 1 } : undefined,
      );
    }
  };
  start();
  await collect();
  expect(alive(refs)).toBeLessThanOrEqual(1_000);
  const unfinished = await drainTasks({ timeout: 0 });
  expect(unfinished.length).toBeLessThanOrEqual(1_000);
});

test('tasks that are under way are waited for, however many there are', async () => {
  await drainTasks({ timeout: 0 });
  const before = (await drainTasks({ timeout: 0 })).length;
  let finish = (): void => {};
  const gate = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let finished = 0;
  const tasks = Array.from({ length: 3_000 }, () =>
    wrapAsync(async () => {
      await gate;
      finished += 1;
    }),
  );
  await collect();
  const unfinished = await drainTasks({ timeout: 1 });
  expect(unfinished.length).toBeGreaterThanOrEqual(3_000);
  expect(unfinished.length - 3_000).toBeLessThanOrEqual(before);
  finish();
  await Promise.all(tasks);
  expect(finished).toBe(3_000);
  expect((await drainTasks({ timeout: 1 })).length).toBeLessThanOrEqual(before);
});

test('`drainTasks` that times out again and again keeps nothing', async () => {
  let finish = (): void => {};
  const task = wrapAsync(
    () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
  );
  const drain = async (count: number): Promise<void> => {
    for (let index = 0; index < count; index += 1) await drainTasks({ timeout: 0 });
  };
  await drain(100);
  const before = await heapUsed();
  await drain(500);
  // Each waited with a timer, a listener and a promise of its own.
  expect((await heapUsed()) - before).toBeLessThan(100_000);
  finish();
  await task;
});

test('a signal takes any number of listeners without a warning', async () => {
  const warnings: Error[] = [];
  const listen = (warning: Error): number => warnings.push(warning);
  process.on('warning', listen);
  await new Context({ timeout: 600_000 }).run(async () => {
    const { signal } = Context.current() as Context;
    for (let index = 0; index < 50; index += 1) signal.addEventListener('abort', () => {});
    const child = new Context();
    for (let index = 0; index < 50; index += 1) child.signal.addEventListener('abort', () => {});
    await turn();
  });
  process.off('warning', listen);
  expect(warnings).toEqual([]);
});

test('an idle connection keeps the context of its last request at most, and none once it closes', async () => {
  const [connections, rounds] = [30, 3];
  const refs: WeakRef<object>[] = [];
  const server = createServer((req, res) => {
    openRequest(req, res).enter(() => {
      refs.push(new WeakRef(Context.current() as Context));
      res.end('ok');
    });
  });
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({
    keepAlive: true,
    maxSockets: connections,
    maxFreeSockets: connections,
  });
  const ask = async (): Promise<void> =>
    await new Promise((resolve, reject) => {
      get({ agent, port, host: '127.0.0.1' }, (incoming) => {
        incoming.resume().on('end', resolve);
      }).on('error', reject);
    });
  for (let round = 0; round < rounds; round += 1) {
    await Promise.all(Array.from({ length: connections }, ask));
  }
  await collect();
  expect(refs).toHaveLength(connections * rounds);
  // One more for a second: Node's timer for the `Date` header is made in the first request.
  expect(alive(refs)).toBeLessThanOrEqual(connections + 1);

  agent.destroy();
  await new Promise((resolve) => server.close(resolve));
  await collect();
  expect(alive(refs)).toBeLessThanOrEqual(1);
});

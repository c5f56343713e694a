import { setImmediate as immediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Context, drainTasks, Local, request, wrapAsync } from '@aiolocals/core';
import { alive, collect, heapUsed } from './support/garbage.js';

const bag = new Local();
const list = new Local<{ items: string[] }>({ items: () => [] });

test('garbage can be collected by hand here', () => {
  expect(globalThis.gc).toBeTypeOf('function');
});

test('a closed context is collected, also if its signal was used', async () => {
  const refs: WeakRef<Context>[] = [];
  // In a function of its own: the frame of the test, which is still running, may hold values of its last turn.
  const work = async (): Promise<void> => {
    const context = new Context({ timeout: 60_000 });
    refs.push(new WeakRef(context));
    await context.run(async () => {
      bag['big'] = 'x'.repeat(100);
      list.items.push('y');
      await immediate();
      context.signal.addEventListener('abort', () => refs.push(new WeakRef(context)));
      await wrapAsync(() => Context.current()?.signal);
    });
  };
  for (let index = 0; index < 100; index += 1) await work();
  await collect();
  expect(alive(refs)).toBe(0);
});

test('an open parent retains none of its closed children', async () => {
  const refs: WeakRef<Context>[] = [];
  const work = (): void => {
    const child = new Context();
    refs.push(new WeakRef(child));
    child.run(() => child.signal.addEventListener('abort', () => refs.push(new WeakRef(child))));
  };
  await new Context().run(async () => {
    void Context.current()?.signal;
    for (let index = 0; index < 1_000; index += 1) work();
    await collect();
    expect(alive(refs)).toBe(0);
  });
});

test('an open parent keeps nothing of the children that watched it, and its timer none of them', async () => {
  const refs: WeakRef<Context>[] = [];
  await new Context({ timeout: 60_000 }).run(async () => {
    const before = await heapUsed();
    for (let index = 0; index < 20_000; index += 1) {
      const child = new Context();
      if (index % 1_000 === 0) refs.push(new WeakRef(child));
      child.run(() => void child.signal);
    }
    expect((await heapUsed()) - before).toBeLessThan(1_000_000);
    expect(alive(refs)).toBe(0);
  });
});

test('a unit of work that has ended is not kept by a context within it', async () => {
  const refs: WeakRef<Context>[] = [];
  const work = (): Context => {
    const unit = new Context({ parent: null });
    refs.push(new WeakRef(unit));
    return unit.run(() => {
      const child = new Context();
      child.run(() => void child.isWithin(unit));
      return child;
    });
  };
  const child = work();
  await collect();
  expect(alive(refs)).toBe(0);
  expect([child.closed, child.root]).toEqual([true, child]);
});

test.for([
  [
    'closed before its child starts',
    (previous: Context) => new Context({ parent: previous, timeout: 60_000 }),
  ],
  ['never run', (previous: Context) => new Context({ parent: previous })],
] as const)(
  'a chain of 100,000 contexts retains its root and none of its other ancestors, each %s',
  async ([kind, next]) => {
    const refs: WeakRef<Context>[] = [];
    let last = new Context({ parent: null });
    const before = await heapUsed();
    for (let index = 0; index < 100_000; index += 1) {
      last.enter(() => {
        request.id = `link ${index}`;
        bag['link'] = index;
      });
      if (kind.startsWith('closed')) last.run(() => void last.signal);
      if (index % 1_000 === 0) refs.push(new WeakRef(last));
      last = next(last);
    }
    const after = await heapUsed();
    expect(alive(refs.filter((ref) => ref.deref() !== last.root))).toBe(0);
    // A retained context takes some 300 bytes, 30 MB in all. Deno’s own heap may grow by 2 MB.
    expect(after - before).toBeLessThan(5_000_000);
    expect(last.enter(() => [request.id, bag['link']])).toEqual(['link 99999', 99_999]);
  },
);

test('a chain of background tasks, each started by the one before, retains none of them', async () => {
  const refs: WeakRef<Context>[] = [];
  const link = async (left: number): Promise<void> => {
    const context = Context.current() as Context;
    if (left % 100 === 0) refs.push(new WeakRef(context));
    void context.signal;
    bag[`link ${left % 10}`] = left;
    await immediate();
    if (left > 0) void wrapAsync(() => link(left - 1));
    else finalHeap = await heapUsed();
  };
  let finalHeap = 0;
  const before = await heapUsed();
  void wrapAsync(() => link(10_000));
  expect(await drainTasks()).toEqual([]);
  expect(refs).toHaveLength(101);
  // The contexts that exist while the last of them runs.
  expect(finalHeap - before).toBeLessThan(2_000_000);
  await collect();
  expect(alive(refs)).toBe(0);
});

test('100,000 contexts leave the heap where it was', async () => {
  const work = async (count: number): Promise<void> => {
    for (let index = 0; index < count; index += 1) {
      const context = new Context({ parent: null });
      const done = context.run(async () => {
        request.id = `request ${index}`;
        bag['index'] = index;
        list.items.push('item');
        const child = new Context();
        child.run(() => void child.signal);
        await immediate();
      });
      if (index % 100 === 0) await done;
    }
  };
  await work(2_000);
  const before = await heapUsed();
  await work(100_000);
  expect((await heapUsed()) - before).toBeLessThan(1_000_000);
});

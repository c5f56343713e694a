import { afterEach, describe, expect, test, vi } from 'vitest';
import { Context, DeadlineError } from '@aiolocals/core';

afterEach(() => void vi.useRealTimers());

/** Opens contexts inside each other, which stay open. */
function nested(count: number, options: (depth: number) => object): Context[] {
  const contexts: Context[] = [];
  for (let depth = 0; depth < count; depth += 1) {
    const context = new Context({ parent: contexts.at(-1) ?? null, ...options(depth) });
    void context.run(() => new Promise(() => {}));
    contexts.push(context);
  }
  return contexts;
}

describe('a wall clock that is set', () => {
  test.for([-3_600_000, 3_600_000])(
    'by %d ms moves no deadline, and `deadline` shows it on the new clock',
    (step) => {
      vi.useFakeTimers();
      const context = new Context({ timeout: 400 });
      const before = context.deadline as number;
      const { signal } = context;
      vi.setSystemTime(Date.now() + step);
      expect([context.cancelled, context.remaining()]).toEqual([false, 400]);
      // Up to 50 ms are not taken for a clock that was set.
      expect(Math.abs((context.deadline as number) - before - step)).toBeLessThanOrEqual(50);
      vi.advanceTimersByTime(399);
      expect([signal.aborted, context.remaining()]).toEqual([false, 1]);
      vi.advanceTimersByTime(1);
      expect(signal.reason).toBeInstanceOf(DeadlineError);
      expect(context.remaining()).toBe(0);
      vi.setSystemTime(Date.now() - step);
      expect(Math.abs((context.deadline as number) - before)).toBeLessThanOrEqual(50);
    },
  );

  test('is not mistaken for one: `deadline` is the same whenever it is read, and for children', () => {
    const context = new Context({ timeout: 1_000 });
    void context.run(() => new Promise(() => {}));
    const child = new Context({ parent: context });
    const seen = new Set<number | undefined>();
    const end = performance.now() + 20;
    while (performance.now() < end) seen.add(context.deadline).add(child.deadline);
    expect(seen.size).toBe(1);
    expect(Number.isInteger([...seen][0])).toBe(true);
  });
});

describe('of 3,000 nested contexts with deadlines', () => {
  /** How often the clock and signals are asked: what a poll does, whatever else the machine does. */
  function workOf(poll: () => unknown): number {
    const now = vi.spyOn(performance, 'now');
    poll();
    const { length } = now.mock.calls;
    now.mockRestore();
    return length;
  }

  test('a poll asks the clock as often as of one', () => {
    const [one] = nested(1, () => ({ timeout: 60_000 }));
    const innermost = nested(3_000, () => ({ timeout: 60_000 })).at(-1);
    for (const poll of [
      (context?: Context) => context?.cancelled,
      (context?: Context) => context?.deadline,
      (context?: Context) => context?.remaining(),
      (context?: Context) => context?.throwIfCancelled(),
    ]) {
      expect(workOf(() => poll(innermost))).toBe(workOf(() => poll(one)));
    }
  });

  test('a signal that all of them have is checked once', () => {
    const { signal } = new AbortController();
    let looks = 0;
    Object.defineProperty(signal, 'aborted', {
      get() {
        looks += 1;
        return false;
      },
    });
    const innermost = nested(3_000, () => ({ signal })).at(-1) as Context;
    looks = 0;
    expect(innermost.cancelled).toBe(false);
    expect(looks).toBe(1);
  });

  test('the earliest of an open one counts, and that of a closed one no longer', async () => {
    const closes: (() => void)[] = [];
    const contexts: Context[] = [];
    for (const timeout of [3_000, 1_000, 2_000, 4_000]) {
      const context = new Context({ parent: contexts.at(-1) ?? null, timeout });
      void context.run(
        () =>
          new Promise<void>((resolve) => {
            closes.push(resolve);
          }),
      );
      contexts.push(context);
    }
    const innermost = contexts.at(-1) as Context;
    const near = (milliseconds: number): boolean =>
      Math.abs(innermost.remaining() - milliseconds) < 500;
    expect(near(1_000)).toBe(true);
    closes[1]?.();
    await new Promise((resolve) => setImmediate(resolve));
    // Nothing outside a closed context reaches the contexts inside it.
    expect(near(2_000)).toBe(true);
    closes[2]?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(near(4_000)).toBe(true);
  });

  test('one that closes cancels those inside it no longer, by deadline or by signal', async () => {
    const controller = new AbortController();
    let close = (): void => {};
    const outer = new Context({ timeout: 60_000, signal: controller.signal });
    void outer.run(
      () =>
        new Promise<void>((resolve) => {
          close = resolve;
        }),
    );
    const inner = new Context({ parent: outer, signal: new AbortController().signal });
    void inner.run(() => new Promise(() => {}));
    const innermost = new Context({ parent: inner });
    expect([innermost.cancelled, inner.cancelled]).toEqual([false, false]);
    close();
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    expect([innermost.cancelled, inner.cancelled, innermost.deadline]).toEqual([
      false,
      false,
      undefined,
    ]);
  });
});

import { expect, onTestFinished, test, vi } from 'vitest';

test('times are right where a timer cannot be told not to keep the process awake', async () => {
  // As in Workers and in older versions of Deno, where a timer is a number.
  const { setInterval: make, clearInterval: clear } = globalThis;
  const timers = new Map<number, NodeJS.Timeout>();
  vi.stubGlobal('setInterval', (...args: Parameters<typeof make>) => {
    timers.set(timers.size + 1, make(...args));
    return timers.size;
  });
  vi.stubGlobal('clearInterval', (timer: number) => {
    clear(timers.get(timer));
    timers.delete(timer);
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  vi.resetModules();
  const { coarseTime, since } = await import('../../../src/internal/lifetime/coarse-clock.js');
  const [first, second] = [coarseTime(), coarseTime()];
  expect(timers.size).toBe(0);
  expect(since(first)).toBeLessThan(100);
  expect(Math.abs(second - performance.now())).toBeLessThan(100);
});

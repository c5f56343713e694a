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

test('a time is right although nothing asked for one for long before', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  vi.resetModules();
  const { coarseTime, since } = await import('../../../src/internal/lifetime/coarse-clock.js');
  const HOUR = 3_600_000;
  const first = coarseTime();
  vi.advanceTimersByTime(HOUR);
  const second = coarseTime();
  expect(since(second)).toBe(0);
  // A period of a second too late.
  expect(since(first)).toBe(HOUR - 1_000);
  vi.advanceTimersByTime(HOUR);
  expect(since(second)).toBe(HOUR - 1_000);
});

test('the timer stops where nothing asks for a time, and starts again', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  vi.resetModules();
  const { coarseTime } = await import('../../../src/internal/lifetime/coarse-clock.js');
  for (let round = 0; round < 2; round += 1) {
    coarseTime();
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(2_000);
    expect(vi.getTimerCount()).toBe(0);
  }
});

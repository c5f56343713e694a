import { getEventListeners, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CancelledError, Context, DeadlineError, wrapAsync } from '@aiolocals/core';

/** Waits for a signal that a timer aborts. The timer does not keep the process, so something else must. */
async function abortOf(signal: AbortSignal): Promise<void> {
  const keepAlive = setInterval(() => undefined, 1_000);
  if (!signal.aborted) await once(signal, 'abort');
  clearInterval(keepAlive);
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Opens a context and keeps it open until the returned function is called. */
function opened(options: ConstructorParameters<typeof Context>[0] = {}): {
  context: Context;
  close: () => Promise<void>;
} {
  const context = new Context({ parent: null, ...options });
  let close!: () => void;
  const done = context.run(
    () =>
      new Promise<void>((resolve) => {
        close = resolve;
      }),
  );
  return {
    context,
    close: async () => {
      close();
      await done;
    },
  };
}

describe('cancel', () => {
  afterEach(() => void vi.useRealTimers());

  test('aborts the signal with the reason, whatever it is', async () => {
    for (const reason of [new Error('gone'), 'gone', 0, null]) {
      const context = new Context();
      const { signal } = context;
      expect(signal.aborted).toBe(false);
      context.cancel(reason);
      expect([signal.aborted, signal.reason, context.cancelled]).toEqual([true, reason, true]);
      expect(context.signal).toBe(signal);
    }
  });

  test('has a CancelledError as its reason where none is given', () => {
    const context = new Context({ ident: 'REQ7f' });
    context.cancel();
    expect(context.signal.reason).toBeInstanceOf(CancelledError);
    expect(context.signal.reason).toMatchObject({
      name: 'AbortError',
      code: 'ERR_CANCELLED',
      message: 'Context `REQ7f` was cancelled',
    });
    expect(() => context.throwIfCancelled()).toThrow(CancelledError);
  });

  test('keeps the first reason', () => {
    const context = new Context();
    context.cancel('first');
    context.cancel('second');
    expect(context.signal.reason).toBe('first');
  });

  test('is seen by code that polls, without a turn of the event loop', () => {
    const context = new Context();
    expect(context.cancelled).toBe(false);
    expect(() => context.throwIfCancelled()).not.toThrow();
    context.cancel(new Error('stop'));
    expect(context.cancelled).toBe(true);
    expect(() => context.throwIfCancelled()).toThrow('stop');
  });

  test('runs the listeners of the signal in the context that owns it', () => {
    const owner = new Context();
    const seen: unknown[] = [];
    owner.signal.addEventListener('abort', () => seen.push(Context.current()));
    new Context().run(() => owner.cancel());
    expect(seen).toEqual([owner]);
  });

  test('flows from an open parent to its descendants, and to nobody else', async () => {
    const { context: parent, close } = opened();
    const other = opened();
    const child = new Context({ parent });
    const reason = new Error('gone');
    await child.run(async () => {
      const grandchild = new Context();
      await grandchild.run(async () => {
        const watched = new Context();
        const aborted = once(watched.signal, 'abort');
        parent.cancel(reason);
        await aborted;
        expect([child, grandchild, watched].map(({ cancelled }) => cancelled)).toEqual([
          true,
          true,
          true,
        ]);
        expect([child, grandchild, watched].map(({ signal }) => signal.reason)).toEqual([
          reason,
          reason,
          reason,
        ]);
      });
    });
    expect(other.context.cancelled).toBe(false);
    expect(new Context({ parent }).cancelled).toBe(true);
    await close();
    await other.close();
  });

  test('and deadlines flow through contexts that are nested deeper than the stack', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    for (const end of ['cancel', 'deadline'] as const) {
      const { context: top } = opened({ timeout: 1_000 });
      let bottom = top;
      for (let depth = 0; depth < 10_000; depth += 1) bottom = opened({ parent: bottom }).context;
      expect(bottom.deadline).toBe(top.deadline);
      expect(bottom.cancelled).toBe(false);
      const { signal } = bottom;
      if (end === 'cancel') top.cancel('gone');
      else vi.advanceTimersByTime(1_000);
      expect(bottom.cancelled).toBe(true);
      expect(signal.reason).toBe(top.signal.reason);
      expect(new Context({ parent: bottom }).run(() => Context.current()?.cancelled)).toBe(true);
    }
  });

  test('does not flow up', async () => {
    const { context: parent, close } = opened();
    const child = new Context({ parent });
    child.cancel();
    expect(parent.cancelled).toBe(false);
    await close();
  });

  test('of a closed context reaches nobody else, but its own stragglers', async () => {
    const { context: parent, close } = opened();
    const { signal } = parent;
    const background = parent.enter(() =>
      wrapAsync(async () => {
        const { signal: own } = Context.current() as Context;
        await close();
        parent.cancel('late');
        await turn();
        return [Context.current()?.cancelled, own.aborted];
      }),
    );
    expect(await background).toEqual([false, false]);
    expect([parent.cancelled, signal.aborted, signal.reason]).toEqual([true, true, 'late']);
  });

  test('of a closed context can be seen on a signal that is read later', () => {
    const context = new Context();
    context.run(() => undefined);
    context.cancel('late');
    expect(context.signal.reason).toBe('late');
    const calm = new Context();
    calm.run(() => undefined);
    const { signal } = calm;
    calm.cancel('later');
    expect(signal.reason).toBe('later');
  });

  test('before the close stays, also where nobody had asked', async () => {
    const { context: parent, close } = opened();
    const child = new Context({ parent });
    child.run(() => parent.cancel('gone'));
    await close();
    expect(child.cancelled).toBe(true);
    expect(child.signal.reason).toBe('gone');
  });

  test('after the close can be seen on a signal that was not read before', async () => {
    const { context: parent, close } = opened({ timeout: 60_000 });
    const child = new Context({ parent });
    await close();
    const signals = [parent.signal, child.signal];
    parent.cancel('late');
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect(child.cancelled).toBe(false);
  });

  test('does not reach a child that has closed', async () => {
    const { context: parent, close } = opened();
    const children = [new Context({ parent }), new Context({ parent, timeout: 60_000 })];
    for (const child of children) child.run(() => undefined);
    parent.cancel();
    expect(children.map(({ cancelled }) => cancelled)).toEqual([false, false]);
    await close();
  });

  test('does not come with closing', async () => {
    const { context, close } = opened();
    const { signal } = context;
    const child = new Context({ parent: context });
    await close();
    expect([context.cancelled, signal.aborted, child.cancelled]).toEqual([false, false, false]);
  });

  test('does not reach a detached child, which keeps the state', async () => {
    const { context: parent, close } = opened({ timeout: 60_000 });
    const child = new Context({ parent, detached: true });
    parent.cancel();
    expect(child.cancelled).toBe(false);
    expect(child.deadline).toBeUndefined();
    expect(child.remaining()).toBe(Infinity);
    await close();
  });

  test('of a parent that is not open does not flow', () => {
    const parent = new Context();
    const child = new Context({ parent });
    parent.cancel();
    expect(child.cancelled).toBe(false);
  });
});

describe('timeout', () => {
  afterEach(() => void vi.useRealTimers());

  test('sets the deadline, and cancels with a DeadlineError when it passes', async () => {
    const before = Date.now();
    const context = new Context({ timeout: 5, ident: 'REQ7f' });
    expect(context.deadline).toBeGreaterThanOrEqual(before + 5);
    expect(context.deadline).toBeLessThanOrEqual(Date.now() + 5);
    await abortOf(context.signal);
    expect(context.signal.reason).toBeInstanceOf(DeadlineError);
    expect(context.signal.reason).toMatchObject({
      name: 'TimeoutError',
      code: 'ERR_DEADLINE',
      message: 'The deadline of context `REQ7f` has passed',
    });
    expect(context.remaining()).toBe(0);
    expect(context.cancelled).toBe(true);
  });

  test('is seen by a busy loop that polls', () => {
    const context = new Context({ timeout: 3 });
    let turns = 0;
    while (!context.cancelled && turns < 1e9) turns += 1;
    expect(context.cancelled).toBe(true);
    expect(() => context.throwIfCancelled()).toThrow(DeadlineError);
    expect(context.signal.aborted).toBe(true);
  });

  test('of a parent that a child notices first cancels both, once', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    const { context: parent, close } = opened({ timeout: 3 });
    const child = new Context({ parent });
    const aborts: unknown[] = [];
    for (const context of [parent, child]) {
      context.signal.addEventListener('abort', () => aborts.push(context));
    }
    vi.advanceTimersByTime(10);
    expect(child.cancelled).toBe(true);
    expect(aborts).toEqual([parent, child]);
    expect(child.signal.reason).toBe(parent.signal.reason);
    await close();
  });

  test('of a child that is shorter cancels it alone', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    const { context: parent, close } = opened({ ident: 'REQ7f', timeout: 1_000 });
    const child = new Context({ parent, name: 'report', timeout: 10 });
    vi.advanceTimersByTime(10);
    expect([child.cancelled, parent.cancelled]).toEqual([true, false]);
    expect(child.signal.reason).toEqual(
      new DeadlineError('The deadline of context `REQ7f/1` has passed'),
    );
    await close();
  });

  test('does not cancel a parent that has closed, when that of its child passes', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    const { context: parent, close } = opened({ timeout: 10 });
    const child = new Context({ parent, timeout: 20 });
    await close();
    vi.advanceTimersByTime(30);
    expect([child.cancelled, parent.cancelled]).toEqual([true, false]);
  });

  test('counts for the children, the earlier of theirs and the parents', async () => {
    const { context: parent, close } = opened({ timeout: 10_000 });
    const plain = new Context({ parent });
    const shorter = new Context({ parent, timeout: 5_000 });
    const longer = new Context({ parent, timeout: 60_000 });
    expect(plain.deadline).toBe(parent.deadline);
    expect(longer.deadline).toBe(parent.deadline);
    expect(shorter.deadline).toBeLessThan(parent.deadline as number);
    expect(new Context({ parent: null }).deadline).toBeUndefined();
    await close();
    expect(plain.deadline).toBeUndefined();
    expect(plain.cancelled).toBe(false);
    expect(longer.deadline).toBeGreaterThan(parent.deadline as number);
  });

  test('of a parent aborts the signal of a child, in the context of the child', async () => {
    vi.useFakeTimers();
    const { context: parent, close } = opened({ timeout: 5 });
    const child = new Context({ parent });
    let seen: unknown;
    child.signal.addEventListener('abort', () => {
      seen = Context.current();
    });
    vi.advanceTimersByTime(10);
    expect(seen).toBe(child);
    expect(child.signal.reason).toBe(parent.signal.reason);
    await close();
  });

  test('does not cancel a context that has closed', () => {
    vi.useFakeTimers();
    const context = new Context({ timeout: 50 });
    const { signal } = context;
    context.run(() => undefined);
    vi.advanceTimersByTime(100);
    expect(vi.getTimerCount()).toBe(0);
    expect([context.cancelled, signal.aborted]).toEqual([false, false]);
  });

  test('of months fires neither at once nor early', () => {
    vi.useFakeTimers();
    const days = 24 * 60 * 60 * 1_000;
    const context = new Context({ timeout: 60 * days });
    const { signal } = context;
    vi.advanceTimersByTime(59 * days);
    expect(signal.aborted).toBe(false);
    vi.advanceTimersByTime(2 * days);
    expect(signal.aborted).toBe(true);
  });

  test('of 0 has passed at once, and of Infinity is none', () => {
    expect(new Context({ timeout: 0 }).cancelled).toBe(true);
    expect(new Context({ timeout: Infinity }).deadline).toBeUndefined();
  });

  test('does not keep the process', async () => {
    const timers = (): number =>
      process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    const { context, close } = opened({ timeout: 60_000 });
    void context.signal;
    expect(timers()).toBe(before);
    await close();
  });

  test('arms no timer for a signal that is read after the close', () => {
    vi.useFakeTimers();
    const context = new Context({ timeout: 50 });
    context.run(() => undefined);
    const { signal } = context;
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(100);
    expect(signal.aborted).toBe(false);
  });

  test('arms no timer until the signal is read', () => {
    vi.useFakeTimers();
    const { context: parent } = opened({ timeout: 50 });
    const child = new Context({ parent });
    expect(child.cancelled).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
    void child.signal;
    expect(vi.getTimerCount()).toBe(1);
    void new Context({ parent }).signal;
    expect(vi.getTimerCount()).toBe(1);
  });
});

describe('signal', () => {
  test('given as an option cancels the context with its reason, and the listener goes with the context', async () => {
    const controller = new AbortController();
    const { context, close } = opened({ signal: controller.signal });
    const aborted = once(context.signal, 'abort');
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    controller.abort('client gone');
    await aborted;
    expect(context.signal.reason).toBe('client gone');
    await close();

    const calm = new AbortController();
    const second = opened({ signal: calm.signal });
    void second.context.signal;
    await second.close();
    expect(getEventListeners(calm.signal, 'abort')).toHaveLength(0);
    calm.abort();
    expect(second.context.cancelled).toBe(false);
  });

  test('given to many contexts has one listener, and cancels those that are open', async () => {
    const controller = new AbortController();
    const many = Array.from({ length: 50 }, () => opened({ signal: controller.signal }));
    for (const { context } of many) void context.signal;
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    await Promise.all(many.slice(0, 20).map(({ close }) => close()));
    controller.abort('shutdown');
    const reasons = many.map(({ context }) => context.signal.reason as unknown);
    expect(reasons).toEqual(many.map((_, index) => (index < 20 ? undefined : 'shutdown')));
    await Promise.all(many.slice(20).map(({ close }) => close()));
  });

  test('given as an option is seen by code that polls, without a listener', () => {
    const controller = new AbortController();
    const context = new Context({ signal: controller.signal });
    expect(context.cancelled).toBe(false);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    controller.abort('stop');
    expect(context.cancelled).toBe(true);
    expect(context.signal.reason).toBe('stop');
  });

  test('given as an option and aborted already cancels from the start', () => {
    const context = new Context({ signal: AbortSignal.abort('before') });
    expect(context.run(() => context.cancelled)).toBe(true);
  });

  test('of children that have closed is no burden to the parent', async () => {
    const { context: parent, close } = opened();
    const aborted: number[] = [];
    for (let index = 0; index < 3; index += 1) {
      const child = new Context({ parent });
      child.run(() => child.signal.addEventListener('abort', () => aborted.push(index)));
    }
    const open = new Context({ parent });
    open.signal.addEventListener('abort', () => aborted.push(9));
    parent.cancel();
    expect(aborted).toEqual([9]);
    await close();
  });

  test('stops what the platform does with it', async () => {
    const context = new Context();
    const waiting = context.run(() => delay(60_000, undefined, { signal: context.signal }));
    context.cancel();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });
});

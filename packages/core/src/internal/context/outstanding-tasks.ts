import type { Context } from '../../types/context.js';

/** How many tasks are held at once. */
const MOST_HELD = 1_000;

/**
 * When each task started, in milliseconds of the monotonic clock. A task can finish only as long as something holds its
 * context: what will continue it. So the context need not be held here. A weak reference for each task would take a
 * fifth of the time to start it; so the newest are held, and get weak references later, many at a time.
 */
const held = new Map<Context, number>();
const released = new Map<WeakRef<Context>, number>();
const refOf = new WeakMap<Context, WeakRef<Context>>();

/** A task whose context is gone can never finish, and nobody waits for it any longer. */
const gone = new FinalizationRegistry<WeakRef<Context>>((ref) => {
  released.delete(ref);
  tellIdle();
});

const idle = new Set<() => void>();

export function track(context: Context): void {
  if (held.size >= MOST_HELD) release();
  held.set(context, performance.now());
  context.onClose(forget);
}

/** Whether there is a task that has not finished. */
export function areOutstanding(): boolean {
  return held.size > 0 || released.size > 0;
}

/** Returns the tasks that have not finished, the oldest first, and when each started. */
export function outstanding(): (readonly [context: Context, started: number])[] {
  const tasks: (readonly [Context, number])[] = [];
  for (const [ref, started] of released) {
    const context = ref.deref();
    if (context !== undefined) tasks.push([context, started]);
  }
  return [...tasks, ...held];
}

/** Calls `listener` once, when no task is left. */
export function onIdle(listener: () => void): void {
  idle.add(listener);
}

export function offIdle(listener: () => void): void {
  idle.delete(listener);
}

function release(): void {
  for (const [context, started] of held) {
    const ref = new WeakRef(context);
    refOf.set(context, ref);
    released.set(ref, started);
    gone.register(context, ref, ref);
  }
  held.clear();
}

function forget(context: Context): void {
  if (!held.delete(context)) {
    const ref = refOf.get(context) as WeakRef<Context>;
    released.delete(ref);
    gone.unregister(ref);
  }
  tellIdle();
}

function tellIdle(): void {
  if (areOutstanding()) return;
  const listeners = [...idle];
  idle.clear();
  for (const listener of listeners) listener();
}

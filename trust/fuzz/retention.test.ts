import { EventEmitter, getEventListeners } from 'node:events';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { bindEmitter, Context, Local, openContext, request, wrapAsync } from '@aiolocals/core';
import { contextFrom } from '@aiolocals/core/carrier';
import { captureContext, restoreContext } from '@aiolocals/workers';
import { expect, test } from 'vitest';
import { runsOf } from '../../fuzz-runs.js';

/** A million with `--runs 1000000`. */
const WORKS = runsOf(20_000);
/** In bytes: tables that have grown once stay as large as they were. */
const MOST = 2_000_000;

async function heapUsed(): Promise<number> {
  for (let round = 0; round < 4; round += 1) {
    await setTimeout(5);
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed;
}

const bag = Local.for('fuzz.retention');
const made = new Local<{ items: string[] }>({ items: () => [] });
const { signal } = new AbortController();
const { context: parent } = openContext({ parent: null });
const emitter = new EventEmitter();
bindEmitter(emitter);
let keys = 0;
const carrier = new Context({ parent: null }).run(() => {
  bag['tenant'] = 'acme';
  return captureContext();
});

/** One unit of work each, in a process that lives long. */
const works: Readonly<Record<string, () => unknown>> = {
  'with the signal of the process': () =>
    new Context({ parent: null, signal }).run(() => Context.current()?.signal),
  'whose signal has a listener': () =>
    new Context({ parent: null, signal }).run(() => {
      Context.current()?.signal.addEventListener('abort', () => {});
    }),
  'with a deadline that is far away': () =>
    new Context({ parent: null, timeout: 600_000 }).run(() => Context.current()?.signal),
  'within a context that stays open': () =>
    new Context({ parent }).run(() => Context.current()?.signal),
  'that never runs': () => new Context({ parent, signal }).signal,
  'that waits': async () =>
    await new Context({ parent: null, signal }).run(async () => {
      made.items.push('item');
      await setImmediate();
    }),
  'that starts a task': async () =>
    await new Context({ parent }).run(async () => await wrapAsync(() => request.id)),
  'that forks': () =>
    new Context({ parent: null }).run(() => Context.current()?.fork({ timeout: 600_000 }).signal),
  'with Local.with': () =>
    new Context({ parent: null }).run(() =>
      Local.with(made, { items: [] }, () => made.items.push('x')),
    ),
  'that listens once': () =>
    new Context({ parent: null }).run(() => {
      emitter.once('event', () => {});
      emitter.emit('event');
    }),
  'that takes its listener off': () =>
    new Context({ parent: null }).run(() => {
      const values = [request.id];
      const listener = (): void => void values.length;
      emitter.on('other', listener);
      emitter.off('other', listener);
    }),
  'from a carrier': () => restoreContext(carrier, () => bag['tenant']),
  'from a snapshot with a key that nobody knows': () =>
    contextFrom([`fuzz.retention.${(keys += 1)}`, 2, 'a', 'x'.repeat(20)]).run(() => {}),
  'that fails': () => {
    try {
      new Context({ parent: null }).run(() => {
        throw new Error('as the test wants it');
      });
    } catch {
      // That is what it does.
    }
  },
};

test.for(Object.entries(works))(
  'works %s leave the heap where it was, however many there are',
  async ([, work]) => {
    const run = async (count: number): Promise<void> => {
      for (let index = 0; index < count; index += 1) {
        const result = work();
        if (result instanceof Promise) await result;
        // Registries of what was collected are told in turns of their own.
        if (index % 1_000 === 0) await setTimeout(0);
      }
    };
    // Warm, and past the ten thousand keys that are remembered.
    await run(12_000);
    const before = await heapUsed();
    await run(WORKS);
    const grown = (await heapUsed()) - before;
    expect(grown).toBeLessThan(MOST);
    expect(getEventListeners(signal, 'abort').length).toBeLessThanOrEqual(1);
  },
);

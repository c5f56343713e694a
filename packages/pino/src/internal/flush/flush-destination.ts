import { setTimeout } from 'node:timers/promises';
import { warnOnce } from '@aiolocals/lines/logger';
import type { Destination } from './destinations.js';
import { hasFailed, watchFailures } from './failures.js';

/** Milliseconds between two looks. Not every kind of destination has an event that says it is empty. */
const PAUSE = 2;

/** Waits until a destination has written what it was given; resolves to whether it is known to have. */
export async function flushDestination(
  destination: Destination,
  deadline: number,
): Promise<boolean> {
  watchFailures(destination);
  const { flush, _len, writableLength } = destination;
  if (typeof _len === 'number') return await whenEmpty(destination, deadline);
  if (typeof flush === 'function') return await inTime(called(destination, flush), deadline);
  if (typeof writableLength === 'number') return await whenWritten(destination, deadline);
  if (typeof destination.flushSync === 'function') return flushedNow(destination);
  warnUnknown(destination);
  return false;
}

/** Without a minimum length, sonic-boom says that it has flushed while it still writes. So this looks at its state. */
async function whenEmpty(destination: Destination, deadline: number): Promise<boolean> {
  while (destination._len !== 0 || destination._writing === true) {
    if (isHopeless(destination, deadline)) return false;
    // It writes less than its minimum length only when asked.
    if (destination._writing !== true) destination.flush?.();
    // oxlint-disable-next-line no-await-in-loop -- it is a wait
    await setTimeout(PAUSE);
  }
  return true;
}

async function whenWritten(destination: Destination, deadline: number): Promise<boolean> {
  while ((destination.writableLength as number) > 0) {
    if (isHopeless(destination, deadline)) return false;
    // oxlint-disable-next-line no-await-in-loop -- it is a wait
    await setTimeout(PAUSE);
  }
  return true;
}

/** A full disk keeps failing: what is left would be tried forever. */
function isHopeless(destination: Destination, deadline: number): boolean {
  return destination.destroyed === true || hasFailed(destination) || performance.now() >= deadline;
}

function flushedNow(destination: Destination): boolean {
  try {
    destination.flushSync?.();
    return true;
  } catch {
    return false;
  }
}

/** Calls `flush`, which takes a callback or returns a promise; resolves to whether it succeeded. */
async function called(
  destination: Destination,
  flush: NonNullable<Destination['flush']>,
): Promise<boolean> {
  return await new Promise((resolve) => {
    const done = (error?: unknown): void => resolve(error === undefined || error === null);
    try {
      const returned = flush.call(destination, done);
      if (returned instanceof Promise)
        returned.then(
          () => resolve(true),
          () => resolve(false),
        );
      else if (flush.length === 0) resolve(true);
    } catch {
      resolve(false);
    }
  });
}

async function inTime(done: Promise<boolean>, deadline: number): Promise<boolean> {
  // No timer can wait longer.
  const left = Math.min(Math.max(deadline - performance.now(), 0), 2 ** 31 - 1);
  const controller = new AbortController();
  const { signal } = controller;
  const late = setTimeout(left, false, { signal }).catch(() => false);
  try {
    return await Promise.race([done, late]);
  } finally {
    controller.abort();
  }
}

function warnUnknown(destination: Destination): void {
  const { name } = destination.constructor;
  warnOnce(
    'AIOLOCALS_FLUSH_UNKNOWN',
    name,
    `\`flush\` cannot know whether the destination \`${name}\` has written its lines, so it resolves to false. Give it a ` +
      'method `flush` that returns a promise. Reported once.',
  );
}

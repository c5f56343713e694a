import type { Context } from '../../types/context.js';
import { late, placeOf } from '../diagnostics.js';
import { setCoarseness, since } from '../lifetime/coarse-clock.js';
import { placeOfCall } from '../place-of-call.js';
import { warnOnce } from '../warn-once.js';

/** How long after its end a context may be used, in milliseconds. */
let grace = 60_000;

/** The contexts that were reported. Each is reported once, because finding the place of use takes time. */
const reported = new WeakSet<Context>();

export function setGracePeriod(milliseconds: number): void {
  grace = milliseconds;
  setCoarseness(milliseconds / 50);
}

/**
 * Reports the use of a context that has ended, if that is longer ago than the grace period. Returns how many seconds
 * ago it was, or undefined within the grace period.
 */
export function lateUse(context: Context, ended: number, path: string): number | undefined {
  const milliseconds = since(ended);
  if (milliseconds <= grace) return undefined;
  const seconds = Math.round(milliseconds / 1_000);
  if (late.hasSubscribers) late.publish({ context, seconds });
  if (!reported.has(context)) {
    reported.add(context);
    const place = placeOfCall();
    warnOnce('AIOLOCALS_LATE_USE', () => explain(context, path, seconds, place), place);
  }
  return seconds;
}

function explain(context: Context, path: string, seconds: number, place: string): string {
  const { ident, name } = context;
  const named = name === undefined || name === path ? '' : ` (${name})`;
  const of = path === '' ? '' : ` of \`${path}\``;
  const opened = placeOf(context);
  const origin =
    opened === undefined
      ? 'Run with NODE_DEBUG=aiolocals to see where it was opened'
      : `It was opened at ${opened}`;
  return (
    `Context \`${ident}\`${named}${of} ended ${seconds} s ago and is still in use, at ${place}: a worker, a pool or a ` +
    'timer that was started in it goes on in it, and what it does now has its id. Start what outlives a unit of work ' +
    `with \`Context.exit(fn)\`. ${origin}`
  );
}

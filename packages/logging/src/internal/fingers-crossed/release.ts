import type { Context } from '@aiolocals/core';
import { entryOfCall } from '../entry/build-entry.js';
import type { Entry } from '../entry/entry.js';
import type { Held } from './held-lines.js';
import { passes, rankOf } from '../winston/levels.js';
import type { Settings } from '../logger/settings.js';
import { CAPTURED } from '../entry/symbols.js';
import type { AnyLogger } from '../winston/shapes.js';

/** Whether the entry is bad enough for its request's held lines to come out. */
export function triggers(logger: AnyLogger, held: Held, entry: Entry): boolean {
  return (
    rankOf(logger, entry.level) !== undefined && passes(logger, entry.level, held.limits.level)
  );
}

/** Writes the held lines of the request that the context belongs to, in their order, and how many there were besides. */
export function release(
  held: Held,
  context: Context,
  settings: Settings,
  logger: AnyLogger,
  forward: (entry: Entry) => void,
): void {
  const holder = held.of(context);
  if (holder.phase !== 'holding') return;
  const { dropped } = holder;
  const lines = held.release(holder);
  if (dropped > 0) {
    const message = `${dropped} earlier lines of this request were not kept: there were too many`;
    lines.unshift(entryOfCall(settings, 'warn', message, [], logger));
  }
  for (const entry of lines) {
    const captured = entry[CAPTURED];
    captured.followers = true;
    // They had it when it was logged.
    captured.owners = false;
    forward(entry);
  }
}

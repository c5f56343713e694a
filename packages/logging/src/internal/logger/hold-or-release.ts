import type { Context } from '@aiolocals/core';
import { entryOfCall } from '../entry/build-entry.js';
import type { Entry } from '../entry/entry.js';
import { LOG_CONTEXT } from '../entry/symbols.js';
import { detachEntry } from '../fingers-crossed/detach-entry.js';
import { sizeOf } from '../fingers-crossed/size-of.js';
import type { HeldLines, Holder } from '@aiolocals/lines/logger';
import type { AnyLogger } from '../winston/shapes.js';
import { LEVEL } from '../winston/symbols.js';
import { hasLevel, LEVELLED_TRANSPORTS, mostImportantLevel, RELEASE } from './admission.js';
import { type Deliver, render } from './deliver.js';
import type { Settings } from './settings.js';

/**
 * Holds an entry until its request logs an error, or releases what its request holds.
 *
 * @param admission - The flags of the entry, with `HOLD` or `RELEASE`.
 * @returns Whether the entry is to be delivered now.
 */
export function holdOrRelease(
  root: AnyLogger,
  settings: Settings,
  entry: Entry,
  admission: number,
  deliver: Deliver,
): boolean {
  const held = settings.held as HeldLines<Entry>;
  const logContext = entry[LOG_CONTEXT];
  const context = logContext.context as Context;
  const holder = held.holderOf(context);
  if ((admission & RELEASE) !== 0) {
    if (holder.phase === 'holding') release(root, settings, held, holder, context, deliver);
    return true;
  }
  if (holder.phase === 'released') {
    // A getter of what was logged has logged an error.
    logContext.overrideLevels(true, true);
    return true;
  }
  const isLevelled = (admission & LEVELLED_TRANSPORTS) !== 0;
  const output = render(root, entry) as Entry | false;
  if (output !== false) {
    // The entry itself may have what a filter left out of its copy.
    const line = isLevelled ? copyOf(entry) : output;
    detachEntry(line);
    held.hold(holder, line, sizeOf(line), line[LOG_CONTEXT]);
  }
  // A transport with a level of its own does not wait for an error.
  logContext.overrideLevels(false, true);
  return isLevelled;
}

/** Returns a copy with its own decision about levels: a slow transport can still have the first when this is released. */
function copyOf(entry: Entry): Entry {
  const copy = { ...(entry[LOG_CONTEXT].output as Entry) };
  copy[LOG_CONTEXT] = entry[LOG_CONTEXT].withOutput(copy);
  return copy;
}

/** Delivers the held lines of a request in their order. The first says how many were dropped before them. */
function release(
  root: AnyLogger,
  settings: Settings,
  held: HeldLines<Entry>,
  holder: Holder<Entry>,
  context: Context,
  deliver: Deliver,
): void {
  const { dropped } = holder;
  const entries = held.release(holder);
  if (dropped > 0) entries.unshift(droppedNotice(root, settings, context, dropped));
  for (const entry of entries) {
    // Transports with a level of their own had it when it was logged.
    entry[LOG_CONTEXT].overrideLevels(true, false);
    deliver(entry);
  }
}

function droppedNotice(
  root: AnyLogger,
  settings: Settings,
  context: Context,
  dropped: number,
): Entry {
  const lines = dropped === 1 ? 'line of this request was' : 'lines of this request were';
  const message = `${dropped} earlier ${lines} dropped: a limit of \`fingersCrossed\` was reached`;
  const notice = entryOfCall(settings, root, context, 'warn', message, []);
  if (!hasLevel(root, 'warn')) notice[LEVEL] = mostImportantLevel(root);
  return notice;
}

import { type Channel, channel } from 'node:diagnostics_channel';
import type { DebugLogger } from 'node:util';
import type { Context } from '../types/context.js';
import { placeOfCall } from './place-of-call.js';

/** What the channels `aiolocals:context:open` and `aiolocals:context:close` publish. */
export interface ContextMessage {
  readonly context: Context;
}

/** What the channel `aiolocals:local:outside` publishes, just before the error is thrown. */
export interface OutsideMessage {
  readonly local: string;
  readonly attribute: string;
  readonly operation: 'get' | 'set' | 'delete';
}

/** What the channel `aiolocals:context:late` publishes. */
export interface LateMessage {
  readonly context: Context;
  /** How long ago the context ended. */
  readonly seconds: number;
}

export const opened: Channel = channel('aiolocals:context:open');
export const closed: Channel = channel('aiolocals:context:close');
export const late: Channel = channel('aiolocals:context:late');
export const outside: Channel = channel('aiolocals:local:outside');

/** Where contexts were opened. Known only if they are printed: to look for it takes longer than all the rest. */
const places = new WeakMap<Context, string>();

/** Returns where the context was opened, if that is known. */
export function placeOf(context: Context): string | undefined {
  return places.get(context);
}

/**
 * Prints every context that opens and closes, and where it was opened, if `debug` is enabled.
 *
 * @param isAskedFor - Whether anything is to be printed at all.
 */
export function printContexts(debug: DebugLogger, isAskedFor = true): void {
  if (!isAskedFor || !debug.enabled) return;
  opened.subscribe((message) => {
    const place = placeOfCall();
    places.set((message as ContextMessage).context, place);
    debug('open %s at %s', label(message), place);
  });
  closed.subscribe((message) => debug('close %s', label(message)));
}

function label(message: unknown): string {
  const { ident, name } = (message as ContextMessage).context;
  return name === undefined ? ident : `${ident} (${name})`;
}

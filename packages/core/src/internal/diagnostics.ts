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

export const opened: Channel = channel('aiolocals:context:open');
export const closed: Channel = channel('aiolocals:context:close');
export const outside: Channel = channel('aiolocals:local:outside');

/**
 * Prints every context that opens and closes, and where it was opened, if `debug` is enabled.
 */
export function printContexts(debug: DebugLogger): void {
  if (!debug.enabled) return;
  opened.subscribe((message) => debug('open %s at %s', label(message), placeOfCall()));
  closed.subscribe((message) => debug('close %s', label(message)));
}

function label(message: unknown): string {
  const { ident, name } = (message as ContextMessage).context;
  return name === undefined ? ident : `${ident} (${name})`;
}

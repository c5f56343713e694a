import { type Channel, channel } from 'node:diagnostics_channel';
import type { DebugLogger } from 'node:util';
import type { Context } from '../types/context.js';

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
 *
 * @param home - The folder of this copy of the package, whose own frames are left out.
 */
export function printContexts(debug: DebugLogger, home: string): void {
  if (!debug.enabled) return;
  opened.subscribe((message) => debug('open %s at %s', label(message), caller(home)));
  closed.subscribe((message) => debug('close %s', label(message)));
}

function label(message: unknown): string {
  const { ident, name } = (message as ContextMessage).context;
  return name === undefined ? ident : `${ident} (${name})`;
}

function caller(home: string): string {
  const frames = String(new Error().stack).split('\n').slice(1);
  const frame = frames.find((line) => !line.includes(home) && !/\(node:|at node:/.test(line));
  return frame?.trim().replace(/^at /, '') ?? 'an unknown place';
}

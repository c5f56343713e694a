import { Context } from '@aiolocals/core';
import { contextAmong } from './connection.js';
import { apply, type Replacement } from './replace-method.js';
import { within } from './within.js';

/** Events that belong to no connection, but that may be emitted when one closes. */
const OF_NOBODY = new Set<unknown>(['close', 'error', 'listening']);

/** Events that carry a connection or the request of one. */
const OF_CONNECTION = new Set<unknown>(['connection', 'headers', 'wsClientError']);

/**
 * Returns what emits the events of a server: those that carry a connection, or its request, in its context.
 *
 * @param echo - The header in which the answer to a handshake carries the id.
 */
export function emitOfServer(echo: string | undefined): Replacement {
  return (target, original, args) => {
    const [event, ...values] = args;
    const emit = (): unknown => apply(original, target, args);
    if (OF_NOBODY.has(event)) return Context.exit(emit);
    const context = OF_CONNECTION.has(event) ? contextAmong(values) : undefined;
    if (context === undefined) return emit();
    if (event === 'headers' && echo !== undefined) addId(values[0] as string[], echo, context);
    return within(context, emit);
  };
}

/** `ws` hands out the lines of the answer so that listeners can add to them. */
function addId(lines: string[], header: string, { ident }: Context): void {
  const start = `${header.toLowerCase()}:`;
  if (!lines.some((line) => line.toLowerCase().startsWith(start)))
    lines.push(`${header}: ${ident}`);
}

import { warnOnce } from '@aiolocals/lines/logger';
import type { AnyTransport } from '../winston/shapes.js';
import { isAskable } from './batches.js';

type Log = (this: unknown, info: unknown, callback: unknown) => unknown;

/** Transports that called back for a line before their `log` returned, and that cannot be asked. */
const unknown = new WeakSet<AnyTransport>();

/**
 * Watches whether a transport calls back at once. A transport that gathers lines to send them later does so, and one
 * that writes them at once does too: nothing tells the two apart.
 */
export function watchEnd(transport: AnyTransport): void {
  const { log } = transport as AnyTransport & { log?: Log };
  // Without `_accept` it is any other stream. Those of Node call back when they are done.
  if (transport._accept === undefined || log === undefined || isAskable(transport)) return;
  const watched = function (this: unknown, info: unknown, callback: unknown): unknown {
    if (typeof callback !== 'function') {
      unknown.add(transport);
      return Reflect.apply(log, this, [info, callback]);
    }
    let isLogging = true;
    try {
      return Reflect.apply(log, this, [
        info,
        (...args: unknown[]) => {
          if (isLogging) unknown.add(transport);
          return Reflect.apply(callback, undefined, args);
        },
      ]);
    } finally {
      isLogging = false;
    }
  };
  Object.defineProperty(transport, 'log', { value: watched, writable: true, configurable: true });
}

/** Whether nothing tells if the transport has written its lines. Warns once for each transport. */
export function isEndUnknown(transport: AnyTransport): boolean {
  if (!unknown.has(transport)) return false;
  const { name } = transport.constructor;
  warnOnce(
    'AIOLOCALS_FLUSH_UNKNOWN',
    name,
    `\`flush\` cannot know whether the transport \`${name}\` has written its lines, so it resolves to false: the transport ` +
      'calls back at once. Make it call back when a line is written, or give it a method `flush` that returns a promise. ' +
      'Reported once.',
  );
  return true;
}

import type { EventEmitter } from 'node:events';
import { Context as CurrentContext } from '../../../context.js';
import type { Context } from '../../../types/context.js';
import { storage } from '../exchange.js';

export type Emit = (this: object, event: unknown, ...values: unknown[]) => unknown;

/** A call of a server's `emit`. */
export interface Emission {
  readonly server: EventEmitter;
  /** The method that was replaced. */
  readonly original: Emit;
  readonly event: string;
  readonly values: readonly unknown[];
}

/** Calls the listeners as if nothing had been replaced. */
export function emitPlainly({ server, original, event, values }: Emission): unknown {
  // Nearly all events of a server are these. To spread the values costs more.
  return values.length === 2
    ? original.call(server, event, values[0], values[1])
    : Reflect.apply(original, server, [event, ...values]);
}

/** Calls the listeners in a context; null stands for outside any. */
export function emitIn(frame: Context | null, emission: Emission): unknown {
  const store = storage.getStore();
  return store === frame ||
    (frame === null && store === undefined && CurrentContext.current() === undefined)
    ? emitPlainly(emission)
    : storage.run(frame, emitPlainly, emission);
}

export function isHeard({ server, event }: Emission): boolean {
  return server.listenerCount(event) > 0;
}

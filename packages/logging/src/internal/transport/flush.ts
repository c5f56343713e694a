import type { Logger } from 'winston';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { Context } from '@aiolocals/core';
import { expected } from '../expect.js';
import { isIdle } from './idle.js';
import { pipesOf } from '../winston/levels.js';
import { type AnyLogger, type AnyTransport, inside } from '../winston/shapes.js';

/** Milliseconds between two looks. No event says that all of the streams on the way are empty. */
const PAUSE = 2;

/** The options of `flush`. */
export interface FlushOptions {
  /** How many milliseconds to wait at most. Without it, as long as it takes. */
  readonly timeout?: number;
}

/** A winston logger whose lines carry their context. */
export interface ContextLogger extends Logger {
  /**
   * Waits until every line that was logged is written: has left the logger and its transports for the operating
   * system or, with an Http transport, has been answered. Resolves to false if that did not happen in time. The
   * logger can be used on.
   *
   * @throws TypeError if `timeout` is not a number of milliseconds.
   */
  flush(options?: FlushOptions): Promise<boolean>;
}

/** Gives the logger, and so its children, its `flush`. */
export function flushable(logger: Logger): ContextLogger {
  const root = inside(logger);
  const flush = async (options: FlushOptions = {}): Promise<boolean> => {
    if (typeof options !== 'object' || options === null)
      throw expected('options', 'an object', options);
    const { timeout = Infinity } = options;
    if (!(typeof timeout === 'number' && timeout >= 0)) {
      throw expected('timeout', 'a number of milliseconds, 0 or more', timeout);
    }
    // From nothing: the timers of a flush are nobody's request.
    return await Context.exit(whenIdle, root, performance.now() + timeout);
  };
  return Object.defineProperty(logger, 'flush', {
    value: flush,
    configurable: true,
    writable: true,
  }) as ContextLogger;
}

async function whenIdle(logger: AnyLogger, deadline: number): Promise<boolean> {
  // Most of what is on its way gets there in this turn of the event loop.
  await setImmediate();
  while (!isIdle(logger)) {
    if (performance.now() >= deadline) return false;
    pipesOf(logger).forEach(sendBatch);
    // oxlint-disable-next-line no-await-in-loop -- it is a wait
    await setTimeout(PAUSE);
  }
  return true;
}

/** Sends what an Http transport holds back until it has more, once there will be no more. */
function sendBatch(transport: AnyTransport): void {
  if (transport.writableLength > 0 || !(transport.batchOptions?.length ?? 0)) return;
  transport._doBatchRequest?.(transport.batchCallback, transport.auth, transport.path);
}

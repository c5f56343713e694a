import { type LogContext, logContextOf } from './log-context.js';

/**
 * The line of a guest's logger that is being formatted or written. Its entry does not have its log context, because
 * formats and transports of the user would see it there.
 */
export interface LineInHand {
  /** Undefined between two lines. */
  logContext: LogContext | undefined;
  /** What the format of the logger returned; undefined until it has run. */
  output: unknown;
  /** Whether the current context is that of the log call. */
  isAtCall: boolean;
  /** The log contexts of the lines that wait in a stream, by what the format returned. */
  readonly waiting: WeakMap<object, LogContext>;
}

const KEY = Symbol.for('aiolocals.logging/line');

/** Every copy of this package uses the same one, because the format of a logger can have the filter of another copy. */
export const lineInHand: LineInHand = (globalThis as { [KEY]?: LineInHand })[KEY] ?? install();

/** Runs `fn` while the line is in hand. */
export function withLine(
  logContext: LogContext | undefined,
  output: unknown,
  isAtCall: boolean,
  fn: () => void,
): void {
  const outer = { ...lineInHand };
  Object.assign(lineInHand, { logContext, output, isAtCall });
  try {
    fn();
  } finally {
    Object.assign(lineInHand, outer);
  }
}

/** Returns the log context of an entry that a format is given, also in a guest's logger. */
export function logContextInHand(info: unknown): LogContext | undefined {
  return logContextOf(info) ?? lineInHand.logContext;
}

/** Returns the log context of what is written to a transport, also if a guest's logger writes it. */
export function logContextOfWritten(info: unknown): LogContext | undefined {
  const own = logContextOf(info);
  if (own !== undefined || typeof info !== 'object' || info === null) return own;
  return info === lineInHand.output ? lineInHand.logContext : lineInHand.waiting.get(info);
}

function install(): LineInHand {
  const value: LineInHand = {
    logContext: undefined,
    output: undefined,
    isAtCall: false,
    waiting: new WeakMap(),
  };
  Object.defineProperty(globalThis, KEY, { value });
  return value;
}

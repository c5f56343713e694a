import type { Entry } from '../entry/entry.js';
import { type LogContext, logContextOf } from '../entry/log-context.js';
import { LOG_CONTEXT } from '../entry/symbols.js';
import { toJson } from '../line/to-json.js';
import { thrownText, warnOnce } from '@aiolocals/lines/logger';
import type { AnyLogger, Callback } from '../winston/shapes.js';
import { streamWriteOf } from '../winston/stream-write.js';
import { LEVEL, MESSAGE } from '../winston/symbols.js';

/** Formats an entry and passes it to the transports. Returns false if the logger has no room for more. */
export type Deliver = (entry: Entry, callback?: Callback) => boolean;

type Write = AnyLogger['write'];

/** Creates the function that delivers the entries of a logger. Their format runs at once, even under backpressure. */
export function makeDeliver(root: AnyLogger): Deliver {
  const prototype = Object.getPrototypeOf(root) as { write: Write };
  const streamWrite = streamWriteOf(root);
  const ownWrite = Object.hasOwn(root, 'write') ? root.write : undefined;

  return (entry, callback) => {
    const { _readableState: readable, _writableState: writable } = root;
    if (writable.ending) return printLate(root, entry, callback);
    // Instrumentations replace the `write` of winston's prototype to add to entries, also after this package is attached.
    const write = ownWrite ?? prototype.write;
    if (
      write === streamWrite &&
      callback === undefined &&
      readable.flowing === true &&
      readable.length === 0 &&
      writable.length === 0
    ) {
      // If nothing waits before the entry, the stream would do the same, and add a third to the cost of the line.
      writeAtCall(root, entry);
      return true;
    }
    const hasRoom = write.call(root, entry, undefined, callback);
    // If earlier entries wait, the stream has kept this one too. Its format must still run now.
    render(root, entry);
    return hasRoom;
  };
}

function writeAtCall(root: AnyLogger, entry: Entry): void {
  const logContext = entry[LOG_CONTEXT];
  // A held line was formatted at its log call, which is over.
  const isAtCall = logContext.output === undefined;
  const output = render(root, entry);
  if (!output) return;
  logContext.isAtCall = isAtCall;
  try {
    root.emit('data', output);
  } finally {
    logContext.isAtCall = false;
  }
}

/**
 * Runs the logger's format on an entry, once. Call it in the context of the log call. If the format throws, the line is
 * printed as plain JSON. Returns false if the format dropped the entry.
 */
export function render(logger: AnyLogger, entry: Entry): object | false {
  const logContext = entry[LOG_CONTEXT];
  return (logContext.output ??= runFormat(logger, entry, logContext));
}

function runFormat(logger: AnyLogger, entry: Entry, logContext: LogContext): object | false {
  const { format } = logger;
  try {
    const output: unknown = format.transform(entry as never, format.options);
    if (!output) return false;
    // A format can return another object, or only `true`.
    const line = typeof output === 'object' ? (output as Entry) : entry;
    if (logContextOf(line) !== logContext) line[LOG_CONTEXT] = logContext;
    line[LEVEL] ??= entry[LEVEL];
    line[MESSAGE] ??= toJson(line);
    return line;
  } catch (error) {
    warnFormatThrew(error);
    return { ...entry, [MESSAGE]: toJson(entry) };
  }
}

/** An ended stream would emit an error, and the line would be lost. */
function printLate(root: AnyLogger, entry: Entry, callback: Callback | undefined): false {
  warnLoggerEnded();
  const output = render(root, entry);
  if (output) process.stderr.write(`${String((output as Entry)[MESSAGE])}\n`);
  if (callback !== undefined) process.nextTick(callback);
  return false;
}

function warnLoggerEnded(): void {
  warnOnce(
    'AIOLOCALS_LOGGER_ENDED',
    '',
    'Lines were logged after the logger had ended. They are printed to the standard error. ' +
      'Call `logger.end()` when nothing logs any more. Reported once.',
  );
}

function warnFormatThrew(error: unknown): void {
  warnOnce(
    'AIOLOCALS_FORMAT_THREW',
    '',
    `A log format threw: ${thrownText(error)}. Its lines are printed as plain JSON. ` +
      'Make the format accept any entry. Reported once.',
  );
}

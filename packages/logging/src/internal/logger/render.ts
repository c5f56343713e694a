import { capturedOf, type Captured } from '../entry/log-context.js';
import type { Entry } from '../entry/entry.js';
import { toJson } from '../line/json.js';
import { thrownText } from '../safe-read.js';
import { CAPTURED, LEVEL, MESSAGE } from '../entry/symbols.js';
import { warnOnce } from '../warn-once.js';
import type { AnyLogger } from '../winston/shapes.js';

/**
 * Runs the logger's format on an entry, which is done at the log call and so in its context. A format that fails, or
 * makes no line, costs the looks of the line and not the line.
 */
export function render(logger: AnyLogger, entry: Entry): object | false {
  const captured = entry[CAPTURED];
  let output: object | false;
  try {
    output = finish(
      logger.format.transform(entry as never, logger.format.options),
      entry,
      captured,
    );
  } catch (error) {
    warnOnce(
      'AIOLOCALS_FORMAT_THREW',
      '',
      `A log format threw, and lines are printed as plain JSON instead: ${thrownText(error)}. This is said once`,
    );
    output = { ...entry, [MESSAGE]: toJson(entry) };
  }
  captured.output = output;
  return output;
}

function finish(output: unknown, entry: Entry, captured: Captured): object | false {
  if (!output) return false;
  const line = typeof output === 'object' ? (output as Entry) : entry;
  if (capturedOf(line) !== captured) line[CAPTURED] = captured;
  line[LEVEL] ??= entry[LEVEL];
  line[MESSAGE] ??= toJson(line);
  return line;
}

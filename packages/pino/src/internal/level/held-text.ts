import type { Context } from '@aiolocals/core';
import type { HeldLines, Holder } from '@aiolocals/lines/logger';
import type { Attachment } from '../attachment.js';
import { METADATA, type PinoLogger, rankOf } from '../pino.js';
import type { HeldText, Stream } from './held-line.js';

/** What the parts of a held line, and its place in lists, take besides its text. */
const PER_LINE = 200;

/** Makes the line as pino does, and holds it. */
export function holdLine(
  logger: PinoLogger,
  { keys, originals, held }: Attachment,
  context: Context,
  args: readonly [object: unknown, message: string | undefined, level: number],
): void {
  const lines = held as HeldLines<HeldText>;
  const caught: Stream & { text?: string } = {
    [METADATA]: true,
    write(text: string) {
      caught.text = text;
    },
  };
  // What a getter of the caller logs meanwhile goes to the logger itself.
  const stand = Object.create(logger) as PinoLogger;
  stand[keys.stream] = caught;
  originals.write.call(stand, ...args);
  const { text, lastTime } = caught;
  if (text === undefined) return;
  const stream = logger[keys.stream] as Stream;
  const holder = lines.holderOf(context);
  lines.hold(holder, { stream, level: args[2], time: lastTime, text }, PER_LINE + bytesOf(text));
}

/** Writes the held lines of a request in their order. The first says how many were dropped before them. */
export function releaseLines(
  logger: PinoLogger,
  { keys, originals, held }: Attachment,
  context: Context,
): void {
  const lines = held as HeldLines<HeldText>;
  const holder: Holder<HeldText> = lines.holderOf(context);
  const { dropped } = holder;
  const released = lines.release(holder);
  if (dropped > 0) {
    const were = dropped === 1 ? 'line of this request was' : 'lines of this request were';
    const message = `${dropped} earlier ${were} dropped: a limit of \`fingersCrossed\` was reached`;
    const level = rankOf(logger, 'warn') ?? (logger[keys.levelVal] as number);
    originals.write.call(logger, null, message, level);
  }
  for (const line of released) writeHeld(logger, line, logger[keys.messageKey] as string);
}

function writeHeld(
  logger: PinoLogger,
  { stream, level, time, text }: HeldText,
  messageKey: string,
): void {
  if (stream[METADATA] === true) {
    const object = parsed(text);
    stream.lastLevel = level;
    stream.lastTime = time;
    stream.lastMsg = object[messageKey];
    stream.lastObj = object;
    stream.lastLogger = logger;
  }
  stream.write(text);
}

/** The object that was logged is not kept: it could change, and take any amount of memory. */
function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    // A formatter or a `streamWrite` of the user has made something else of the line.
    return {};
  }
}

/** Returns how many bytes of memory a text takes at most: one a character, or two if any of them needs that. */
function bytesOf(text: string): number {
  const bytes = Buffer.byteLength(text);
  return bytes === text.length ? bytes : Math.max(bytes, 2 * text.length);
}

import { Context } from '@aiolocals/core';
import { isError } from '../entry/describe-error.js';
import { lineInHand, withLine } from '../entry/line-in-hand.js';
import { LogContext } from '../entry/log-context.js';
import { overrideByContext } from '../logger/admission.js';
import type { Attachment } from '../logger/settings.js';
import { prepareTransport } from '../transport/prepare-transport.js';
import { chunksWritten, lastChunkWritten } from '../winston/chunks.js';
import { pipesOf } from '../winston/pipes.js';
import type { AnyLogger, Callback } from '../winston/shapes.js';
import { addFields } from './add-fields.js';
import { GuestLine } from './guest-line.js';
import { ownCopy } from './own-copy.js';
import { isReadable, makeReadable } from './readable.js';

type Info = Record<PropertyKey, unknown>;

/** How a guest's logger takes entries, as a stream. */
export interface GuestStream {
  write(this: AnyLogger, info: unknown, ...rest: unknown[]): boolean;
  _transform(info: object, encoding: string, callback: Callback): void;
  /** Returns the object that is written in place of a caller's: a copy, or itself where winston's users rely on that. */
  entryFor(source: object): object;
  /** The entry that is written next is not a caller's, so it need not be copied: this one, or any if it is true. */
  expectOwn(info: object | true | undefined): void;
  /** If a format returns this object, which is a caller's, the transports get a copy. */
  keepFromTransports(object: object | undefined): void;
  /** How many lines have been passed on to the transports or to what waits for them. */
  readonly passed: number;
}

/**
 * Creates the methods by which a guest's logger takes entries. winston formats an entry when a transport has room. Here
 * the format runs at the log call, in its context; all else is winston's.
 */
export function makeGuestStream(root: AnyLogger, attachment: Attachment): GuestStream {
  const { _transform: transform } = root;
  const prototype = Object.getPrototypeOf(root) as AnyLogger;
  const ownWrite = Object.hasOwn(root, 'write') ? root.write : undefined;
  const writtenBefore = new WeakSet(chunksWritten(root));
  /** The lines that wait in the stream, by their entries. Their format has run. */
  const waiting = new WeakMap<object, GuestLine>();
  let current: GuestLine | undefined;
  let own: object | true | undefined;
  let kept: object | undefined;
  let passed = 0;

  /** The logger as winston's `_transform` sees it: the format has run, or runs now, once. */
  const inner = Object.create(root, {
    format: {
      value: {
        transform: (info: Info) => {
          const line = current as GuestLine;
          if (line.phase === 'written') format(line, info);
          return line.output;
        },
      },
    },
    push: { value: push },
  }) as AnyLogger;

  function format(line: GuestLine, info: Info): void {
    line.phase = 'failed';
    const { settings } = attachment;
    addFields(settings, info, line.logContext);
    try {
      line.output = root.format.transform(info as never, root.format.options);
    } catch (error) {
      // A format of the user's own throws to the caller, as with winston alone. What callers passed costs no line.
      if (isReadable([info, info['message']])) throw error;
      makeReadable(info);
      line.output = root.format.transform(info as never, root.format.options);
    }
    if (line.output === kept && kept !== undefined) line.output = ownCopy(kept);
    line.phase = 'formatted';
  }

  function push(output: unknown): boolean {
    const line = current as GuestLine;
    line.phase = 'pushed';
    passed += 1;
    lineInHand.output = output;
    const hasRoom = root.push(output);
    if (typeof output === 'object' && output !== null && isBusy(root))
      lineInHand.waiting.set(output, line.logContext);
    return hasRoom;
  }

  function transformLine(line: GuestLine, info: object, encoding: string, callback: Callback): void {
    const outer = current;
    current = line;
    try {
      withLine(line.logContext, undefined, () => transform.call(inner, info, encoding, callback));
      // A silent logger formats nothing.
      if (line.phase === 'written') line.phase = 'pushed';
    } finally {
      current = outer;
    }
  }

  return {
    write(given, ...rest) {
      const isOwn = given === own || (own === true && typeof given === 'object');
      const info = (isOwn ? given : entryFor(entryOf(root, given))) as Info;
      own = undefined;
      const context = Context.current();
      const line = new GuestLine(new LogContext(context, attachment.settings.names));
      if (context !== undefined) overrideByContext(root, line.logContext, info);
      const outer = current;
      current = line;
      try {
        const hasRoom = (ownWrite ?? prototype.write).call(root, info, ...(rest as []));
        if (line.phase === 'written') formatEarly(line);
        return hasRoom;
      } finally {
        current = outer;
      }
    },
    _transform(info, encoding, callback) {
      const early = waiting.get(info);
      if (early !== undefined) {
        waiting.delete(info);
        // Its format threw, to the caller of the log call.
        if (early.phase === 'failed') callback();
        else transformLine(early, info, encoding, callback);
      } else if (current?.phase === 'written' && !writtenBefore.has(info)) {
        transformLine(current, info, encoding, callback);
      } else withLine(undefined, undefined, () => transform.call(root, info, encoding, callback));
    },
    entryFor,
    expectOwn(info) {
      own = info;
    },
    keepFromTransports(object) {
      kept = object;
    },
    get passed() {
      return passed;
    },
  };

  /**
   * An application that reads entries out of a stream of objects can compare the errors that it gets with those that it
   * logged. Outside any request there is nothing to put on them.
   */
  function entryFor(source: object): object {
    const { fields, names } = attachment.settings;
    const isItself =
      isError(source) &&
      Context.current() === undefined &&
      fields.length === 0 &&
      !names.isEmptyOutside &&
      Object.isExtensible(source) &&
      pipesOf(root).every((stream) => stream._accept === undefined || stream.isObjectMode === true);
    return isItself ? source : ownCopy(source);
  }

  /** The stream keeps the entry, or a copy that an instrumentation made of it, for later. */
  function formatEarly(line: GuestLine): void {
    const chunk = lastChunkWritten(root);
    if (chunk === undefined || waiting.has(chunk) || writtenBefore.has(chunk)) return;
    waiting.set(chunk, line);
    withLine(line.logContext, undefined, () => format(line, chunk as Info));
    passed += 1;
  }
}

/** Whether a line that was just passed on can be somewhere on the way to a transport. */
function isBusy(root: AnyLogger): boolean {
  if (root._readableState.length > 0) return true;
  for (const transport of pipesOf(root)) {
    prepareTransport(transport);
    if (transport.writableLength > 0) return true;
  }
  return false;
}

/** Returns the entry of something that winston would throw for. */
function entryOf(root: AnyLogger, given: unknown): object {
  if (typeof given === 'object' && given !== null) return given;
  const level = 'info' in root.levels ? 'info' : root.level;
  return { level, message: String(given).trimEnd() };
}

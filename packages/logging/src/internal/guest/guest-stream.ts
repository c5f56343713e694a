import { Context } from '@aiolocals/core';
import { lineInHand, withLine } from '../entry/line-in-hand.js';
import { LogContext } from '../entry/log-context.js';
import { overrideByContext } from '../logger/admission.js';
import type { Attachment } from '../logger/settings.js';
import { chunksWritten, lastChunkWritten } from '../winston/chunks.js';
import type { AnyLogger, Callback } from '../winston/shapes.js';
import { streamWriteOf } from '../winston/stream-write.js';
import { entryInPlaceOf, entryOf } from './entry-in-place.js';
import { GuestLine } from './guest-line.js';
import { makeFormatter } from './make-formatter.js';
import { isBusy, isFree } from './way-to-transports.js';

type Info = Record<PropertyKey, unknown>;

/** How a guest's logger takes entries, as a stream. */
export interface GuestStream {
  write(this: AnyLogger, info: unknown, ...rest: unknown[]): boolean;
  _transform(info: object, encoding: string, callback: Callback): void;
  /** Returns the object that is written in place of a caller's: a copy, or itself where winston's users rely on that. */
  entryFor(source: object): object;
  /**
   * Says that the entry which is written next is not a caller's, so that it need not be copied: this one, or any if
   * true.
   */
  own: object | true | undefined;
  /** If a format returns this object, which is a caller's, the transports get a copy. */
  kept: object | undefined;
  /** How many lines have been passed on to the transports or to what waits for them. */
  passed: number;
}

/**
 * Creates the methods by which a guest's logger takes entries. winston formats an entry when a transport has room. Here
 * the format runs at the log call, in its context. Everything else is winston's.
 */
export function makeGuestStream(root: AnyLogger, attachment: Attachment): GuestStream {
  const { _transform: transform } = root;
  const prototype = Object.getPrototypeOf(root) as AnyLogger;
  const ownWrite = Object.hasOwn(root, 'write') ? root.write : undefined;
  const streamWrite = streamWriteOf(root);
  const writtenBefore = new WeakSet(chunksWritten(root));
  /** The lines that wait in the stream, by their entries. Their format has run. */
  const waiting = new WeakMap<object, GuestLine>();
  let current: GuestLine | undefined;

  const stream: GuestStream = {
    write,
    _transform,
    entryFor: (source) => entryInPlaceOf(root, attachment.settings, source),
    own: undefined,
    kept: undefined,
    passed: 0,
  };
  const format = makeFormatter(root, attachment, stream);

  /** The logger as winston's `_transform` sees it: the format has run, or runs now, once. */
  const inner = Object.create(root, {
    format: {
      value: {
        transform: (info: Info) => {
          const line = current as GuestLine;
          if (line.phase === 'written') formatLine(line, info);
          return line.output;
        },
      },
    },
    push: {
      value: (output: unknown) => {
        const line = current as GuestLine;
        line.phase = 'pushed';
        return pass(output, line.logContext, true);
      },
    },
  }) as AnyLogger;

  function write(this: AnyLogger, given: unknown, ...rest: unknown[]): boolean {
    const isOwn = given === stream.own || (stream.own === true && typeof given === 'object');
    stream.own = undefined;
    const info = (isOwn ? given : stream.entryFor(entryOf(root, given))) as Info;
    const context = Context.current();
    const logContext = new LogContext(context, attachment.settings.names);
    if (context !== undefined) overrideByContext(root, logContext, info);
    const next = ownWrite ?? prototype.write;
    if (next === streamWrite && rest.length === 0 && isFree(root, info)) {
      if (root.silent) return true;
      writeAtOnce(info, logContext);
      return true;
    }
    const line = new GuestLine(logContext);
    const outer = current;
    current = line;
    try {
      const hasRoom = next.call(root, info, ...(rest as []));
      if (line.phase === 'written') formatEarly(line);
      return hasRoom;
    } finally {
      current = outer;
    }
  }

  /** If nothing waits before the entry, the stream would do the same. */
  function writeAtOnce(info: Info, logContext: LogContext): void {
    const { logContext: outerContext, output: outerOutput, isAtCall: outerIsAtCall } = lineInHand;
    lineInHand.logContext = logContext;
    lineInHand.output = undefined;
    lineInHand.isAtCall = true;
    try {
      pass(format(info, logContext), logContext, false);
    } finally {
      lineInHand.logContext = outerContext;
      lineInHand.output = outerOutput;
      lineInHand.isAtCall = outerIsAtCall;
    }
  }

  function pass(output: unknown, logContext: LogContext, isInStream: boolean): boolean {
    stream.passed += 1;
    lineInHand.output = output;
    const isObject = typeof output === 'object' && output !== null;
    const hasRoom = isObject && !isInStream ? root.emit('data', output) : root.push(output);
    if (isObject && isBusy(root)) lineInHand.waiting.set(output, logContext);
    return hasRoom;
  }

  function _transform(info: object, encoding: string, callback: Callback): void {
    const early = waiting.get(info);
    if (early !== undefined) {
      waiting.delete(info);
      // Its format threw, to the caller of the log call.
      if (early.phase === 'failed') callback();
      else transformLine(early, false, info, encoding, callback);
    } else if (current?.phase === 'written' && !writtenBefore.has(info)) {
      transformLine(current, true, info, encoding, callback);
    } else {
      withLine(undefined, undefined, false, () => transform.call(root, info, encoding, callback));
    }
  }

  function transformLine(
    line: GuestLine,
    isAtCall: boolean,
    info: object,
    encoding: string,
    callback: Callback,
  ): void {
    const outer = current;
    current = line;
    try {
      withLine(line.logContext, undefined, isAtCall, () =>
        transform.call(inner, info, encoding, callback),
      );
      // A silent logger formats nothing.
      if (line.phase === 'written') line.phase = 'pushed';
    } finally {
      current = outer;
    }
  }

  function formatLine(line: GuestLine, info: Info): void {
    line.phase = 'failed';
    line.output = format(info, line.logContext);
    line.phase = 'formatted';
  }

  /** The stream keeps the entry, or a copy that an instrumentation made of it, for later. */
  function formatEarly(line: GuestLine): void {
    const chunk = lastChunkWritten(root);
    if (chunk === undefined || waiting.has(chunk) || writtenBefore.has(chunk)) return;
    waiting.set(chunk, line);
    withLine(line.logContext, undefined, true, () => formatLine(line, chunk as Info));
    stream.passed += 1;
  }

  return stream;
}

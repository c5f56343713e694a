import { admit, FOLLOWERS, HOLD, OWNERS, UNLIKE_LOGGER } from './admission.js';
import type { Attachment } from './attach.js';
import { entryOfCall, entryOfInfo } from '../entry/build-entry.js';
import { capturedOf } from '../entry/log-context.js';
import { makeChild } from './child.js';
import { watchCrashes } from '../entry/crash.js';
import { copyOnto, snapshot } from '../entry/reserved-names.js';
import { makeFinal } from './final.js';
import type { Entry } from '../entry/entry.js';
import { makeForward } from './forward.js';
import { pipesOf } from '../winston/levels.js';
import { thrownText, toText } from '../safe-read.js';
import { release, triggers } from '../fingers-crossed/release.js';
import { render } from './render.js';
import { CAPTURED } from '../entry/symbols.js';
import { prepareTransport } from '../transport/prepare-transport.js';
import { warnOnce } from '../warn-once.js';
import type { AnyLogger, Callback } from '../winston/shapes.js';

type Method = (this: AnyLogger, ...args: unknown[]) => unknown;

/** Makes what replaces the methods of a logger. Its children inherit them, so `this` may be a child. */
export function makeMethods(root: AnyLogger, attachment: Attachment): Record<string, unknown> {
  const {
    _transform: transform,
    add,
    configure,
    profile,
    startTimer,
  } = root as AnyLogger & {
    configure: Method;
    profile: Method;
    startTimer: Method;
  };
  const forward = makeForward(root);
  /** The entry on its way from the method that made it to `write`, and who wants it. */
  let made: Entry | undefined;
  let madeFor = 0;

  // Through `write`: children that were made before have one of their own, which adds their meta.
  const submit = (logger: AnyLogger, entry: Entry, admission: number): void => {
    made = entry;
    madeFor = admission;
    try {
      logger.write(entry);
    } finally {
      made = undefined;
    }
  };
  const logAt = (logger: AnyLogger, level: string, message: unknown, args: unknown[]): void => {
    const { settings } = attachment;
    try {
      const admission = admit(root, settings, level);
      if (admission !== 0)
        submit(logger, entryOfCall(settings, level, message, args, logger), admission);
    } catch (error) {
      sayLost(error);
    }
  };
  const logInfo = (logger: AnyLogger, info: unknown): void => {
    const { settings } = attachment;
    try {
      const entry = entryOfInfo(settings, info, logger);
      const admission = admit(root, settings, entry.level);
      if (admission !== 0) submit(logger, entry, admission);
    } catch (error) {
      sayLost(error);
    }
  };
  /** The entry that was made for `info`, if it comes from one of the methods below. */
  const take = (info: unknown): Entry | undefined => {
    const entry = made;
    made = undefined;
    if (entry === undefined || info === entry) return entry;
    if (capturedOf(info) !== entry[CAPTURED]) return undefined;
    const added = Object.entries(info as object).filter(([key]) => !(key in entry));
    copyOnto(entry, Object.fromEntries(added), attachment.settings.reserved);
    return entry;
  };
  const route = (entry: Entry, admission: number, callback?: Callback): boolean => {
    const captured = entry[CAPTURED];
    const { held } = attachment.settings;
    if ((admission & UNLIKE_LOGGER) !== 0) captured.followers = (admission & FOLLOWERS) !== 0;
    if (held !== undefined && captured.context !== undefined) {
      if (triggers(root, held, entry))
        release(held, captured.context, attachment.settings, root, forward);
      if ((admission & HOLD) !== 0) {
        if (render(root, entry) !== false) held.keep(held.of(captured.context), entry);
        if ((admission & OWNERS) === 0) return true;
        captured.followers = false;
      }
    }
    return forward(entry, callback);
  };

  const replaced: Record<string, unknown> = {
    write(this: AnyLogger, info: unknown, ...rest: unknown[]): boolean {
      const callback = rest.find((each) => typeof each === 'function') as Callback | undefined;
      const admission = madeFor;
      const entry = take(info);
      if (entry !== undefined) return route(entry, admission, callback);
      const given = entryOfInfo(attachment.settings, info, this);
      const wanted = admit(root, attachment.settings, given.level);
      if (wanted !== 0) return route(given, wanted, callback);
      if (callback !== undefined) process.nextTick(callback);
      return true;
    },
    _transform(entry: Entry, encoding: string, callback: () => void): void {
      const captured = capturedOf(entry);
      if (captured === undefined) {
        transform.call(root, entry, encoding, callback);
        return;
      }
      if (pipesOf(root).length === 0) sayNoTransports();
      const output = captured.output ?? render(root, entry);
      if (output) root.push(output);
      callback();
    },
    _final: makeFinal(root),
    log(this: AnyLogger, ...args: unknown[]) {
      const [level, message, ...rest] = args;
      if (args.length > 1) logAt(this, toText(level), message, rest);
      else logInfo(this, level);
      return this;
    },
    isLevelEnabled: (level: string) => admit(root, attachment.settings, level) !== 0,
    add(transport: unknown) {
      add.call(root, transport);
      pipesOf(root).forEach(prepareTransport);
      return root;
    },
    configure(options: unknown) {
      configure.call(root, options);
      watchCrashes(root);
    },
    child(this: AnyLogger, meta: unknown) {
      return makeChild(this, meta);
    },
    profile(this: AnyLogger, ...args: unknown[]) {
      return profile.apply(this, withSnapshot(args));
    },
    startTimer(this: AnyLogger) {
      const timer = startTimer.call(this) as { done: Method };
      const { done } = timer;
      return Object.assign(timer, {
        done: (...args: unknown[]) => done.apply(timer as never, withSnapshot(args)),
      });
    },
  };
  for (const level of Object.keys(root.levels)) {
    if (level === 'log' || typeof root[level] !== 'function') continue;
    replaced[level] = function (this: AnyLogger | undefined, message: unknown, ...args: unknown[]) {
      const logger = this ?? root;
      logAt(logger, level, arguments.length === 0 ? '' : message, args);
      return logger;
    };
  }
  return replaced;
}

/** winston's profilers write the level and the duration on the object that they are given. */
function withSnapshot(args: readonly unknown[]): unknown[] {
  const last = args.at(-1);
  if (typeof last !== 'object') return [...args];
  return [...args.slice(0, -1), snapshot(last ?? {})];
}

function sayLost(error: unknown): void {
  warnOnce(
    'AIOLOCALS_LINE_LOST',
    '',
    `A line could not be logged: ${thrownText(error)}. This is said once`,
  );
}

function sayNoTransports(): void {
  warnOnce(
    'AIOLOCALS_NO_TRANSPORTS',
    '',
    'Lines are logged to a logger without transports: they are kept in memory until it has one. This is said once',
  );
}

import { entryOfCall, entryOfInfo, type Metas } from './build-entry.js';
import type { Entry } from './entry.js';
import { passes, pipesOf, wantedByOwners } from './levels.js';
import { capturedOf } from './captured.js';
import { copyOnto, snapshot } from './copy.js';
import { render } from './render.js';
import type { Settings } from './settings.js';
import { prepareTransport } from './transport.js';
import { thrownText } from './read.js';
import { CAPTURED } from './symbols.js';
import { warnOnce } from './warn.js';
import type { AnyLogger } from './winston.js';

/** What was put on a logger, for every copy of this package to find. */
export interface Attachment {
  settings: Settings;
}

const ATTACHED = Symbol.for('aiolocals.logging/attached');
/** Under which a child logger keeps its own meta and its ancestors'. */
const METAS = Symbol.for('aiolocals.logging/metas');

type Method = (this: AnyLogger, ...args: unknown[]) => unknown;

/**
 * Makes the logger and its children capture the context at every log call, whichever of its methods is called. Once:
 * later calls change the settings.
 */
export function attach(logger: AnyLogger, settings: Settings): Attachment {
  const existing = (logger as { [ATTACHED]?: Attachment })[ATTACHED];
  if (existing !== undefined) {
    existing.settings = settings;
    return existing;
  }
  const attachment: Attachment = { settings };
  Object.defineProperty(logger, ATTACHED, { value: attachment });
  install(logger, methods(logger, attachment));
  logger.transports.forEach(prepareTransport);
  return attachment;
}

function install(logger: AnyLogger, replaced: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(replaced)) {
    Object.defineProperty(logger, name, { value, writable: true, configurable: true });
  }
}

function methods(root: AnyLogger, attachment: Attachment): Record<string, unknown> {
  const {
    _transform: transform,
    add,
    profile,
    startTimer,
    write,
  } = root as AnyLogger & {
    profile: Method;
    startTimer: Method;
  };
  /** The entry on its way from the method that made it to `write`. */
  let made: Entry | undefined;

  const isWanted = (level: string): boolean =>
    !root.silent && (passes(root, level, root.level) || wantedByOwners(root, level));

  // Children that were made before have a `write` of their own, which adds their meta.
  const submit = (logger: AnyLogger, entry: Entry): void => {
    made = entry;
    try {
      logger.write(entry);
    } catch (error) {
      sayLost(error);
    } finally {
      made = undefined;
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
  const logAt = (logger: AnyLogger, level: string, message: unknown, args: unknown[]): void => {
    if (!isWanted(level)) return;
    submit(logger, entryOfCall(attachment.settings, level, message, args, metasOf(logger)));
  };

  const replaced: Record<string, unknown> = {
    write(this: AnyLogger, info: unknown, encoding?: unknown, callback?: unknown): boolean {
      const entry = take(info) ?? entryOfInfo(attachment.settings, info, metasOf(this));
      if (!isWanted(entry.level)) return true;
      const accepted = write.call(root, entry, encoding, callback);
      // If earlier entries are in the way the stream has kept it. Its format must run now all the same.
      if (entry[CAPTURED].output === undefined) render(root, entry);
      return accepted;
    },
    _transform(entry: Entry, encoding: string, callback: () => void): void {
      const captured = capturedOf(entry);
      if (captured === undefined) {
        transform.call(root, entry, encoding, callback);
        return;
      }
      const output = captured.output ?? render(root, entry);
      if (output) root.push(output);
      callback();
    },
    log(this: AnyLogger, ...args: unknown[]) {
      const [level, message, ...rest] = args;
      if (args.length === 1) submit(this, entryOfInfo(attachment.settings, level, metasOf(this)));
      else logAt(this, String(level), message, rest);
      return this;
    },
    add(transport: unknown) {
      add.call(root, transport);
      pipesOf(root).forEach(prepareTransport);
      return root;
    },
    child(this: AnyLogger, meta: object) {
      const own = snapshot(meta ?? {});
      return Object.create(this, {
        [METAS]: { value: [...metasOf(this).slice(1), own] },
      }) as AnyLogger;
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
    replaced[level] = function (this: AnyLogger | undefined, ...args: unknown[]) {
      const [message = args.length === 0 ? '' : undefined, ...rest] = args;
      logAt(this ?? root, level, message, rest);
      return this ?? root;
    };
  }
  return replaced;
}

function metasOf(logger: AnyLogger): Metas {
  return [logger.defaultMeta, ...((logger as { [METAS]?: object[] })[METAS] ?? [])];
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

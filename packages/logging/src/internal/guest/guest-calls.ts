import type { AnyLogger } from '../winston/shapes.js';
import type { GuestStream } from './guest-stream.js';
import { isReadable, readableCopies } from './readable.js';
import { restoreAfter } from './restore-after.js';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Creates the methods of a guest's logger that log. They are winston's, but write to copies of callers' objects, and a
 * getter that throws costs no line.
 */
export function makeGuestCalls(root: AnyLogger, stream: GuestStream): Record<string, unknown> {
  /** Calls winston's method. `place` is the argument that it would write to. */
  function call(
    self: unknown,
    method: Method,
    args: unknown[],
    place: number,
    messageAt = -1,
    isRetry = false,
  ): unknown {
    const before = stream.passed;
    // An index below zero is the name of a property, which V8 looks up the slow way.
    const source = place < 0 ? undefined : args[place];
    try {
      if (!isObject(source)) {
        // winston makes the entry, unless the application has replaced its methods.
        const { log: ownLog, write } = (self ?? root) as AnyLogger;
        stream.own = ownLog === methods.log && write === stream.write ? true : undefined;
        return Reflect.apply(method, self, args);
      }
      const copy = stream.entryFor(source);
      stream.own = copy;
      return Reflect.apply(method, self, args.with(place, copy));
    } catch (error) {
      // The line is on its way, or a format of the user threw.
      if (stream.passed !== before || isRetry) throw error;
      if (isObject(source) && isReadable(args)) {
        // Methods with private members work on the object itself only.
        if (!hasOwnKind(source)) throw error;
        return restoreAfter(source, () => {
          stream.own = source;
          stream.kept = source;
          return Reflect.apply(method, self, args);
        });
      }
      if (isReadable(args)) throw error;
      // As the only argument, an object is the entry.
      const at = isObject(source) ? -1 : messageAt;
      return call(self, method, readableCopies(args, at), place, messageAt, true);
    } finally {
      stream.own = undefined;
      stream.kept = undefined;
    }
  }

  const { log, profile, startTimer } = root as unknown as Record<string, Method>;
  const methods: Record<string, unknown> = {
    log(this: unknown, ...args: unknown[]) {
      if (args.length === 1 && !isObject(args[0])) {
        stream.write.call(root, args[0]);
        return this ?? root;
      }
      return call(this, log as Method, args, args.length - 1 > 1 ? -1 : args.length - 1, 1);
    },
    profile(this: unknown, ...args: unknown[]) {
      const isEnd = Boolean(root.profilers[String(args[0])]);
      return call(this, profile as Method, args, isEnd ? args.length - 1 : -1);
    },
    startTimer(this: unknown) {
      const timer = Reflect.apply(startTimer as Method, this, []) as { done: Method };
      const { done } = timer;
      return Object.defineProperty(timer, 'done', {
        value: (...args: unknown[]) => call(timer, done, args, args.length - 1),
        writable: true,
        configurable: true,
      });
    },
  };
  for (const level of Object.keys(root.levels)) {
    const method = root[level];
    if (level === 'log' || typeof method !== 'function') continue;
    const isShort = callsLog(root, method as Method);
    methods[level] = function (this: AnyLogger | undefined, ...args: unknown[]) {
      if (isShort && args.length > 1 && (this ?? root).log === methods.log)
        return call(this ?? root, log as Method, [level, ...args], -1, 1);
      return call(
        this,
        method as Method,
        args,
        args.length === 1 && hasMessage(args[0]) ? 0 : -1,
        0,
      );
    };
  }
  return methods;
}

/** Whether the method of a level was not replaced, and with several arguments only calls `log`. */
function callsLog(root: AnyLogger, method: Method): boolean {
  const isOwn = Object.values(Object.getOwnPropertyDescriptors(root)).some(
    ({ value }) => value === method,
  );
  return !isOwn && /return self\.log\(level, \.\.\.args\);\s*\}$/.test(String(method));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Whether winston logs the object itself. */
function hasMessage(value: unknown): boolean {
  if (!isObject(value)) return false;
  try {
    return Boolean((value as { message?: unknown }).message);
  } catch {
    return true;
  }
}

/** Whether the object is an instance of a class. */
function hasOwnKind(object: object): boolean {
  const prototype = Object.getPrototypeOf(object) as object | null;
  return prototype !== null && prototype !== Object.prototype && prototype !== Array.prototype;
}

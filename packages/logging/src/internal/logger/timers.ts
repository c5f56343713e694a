import type { AnyLogger } from '../winston/shapes.js';
import { snapshot } from './snapshot.js';

type Method = (this: AnyLogger, ...args: unknown[]) => unknown;

/**
 * Creates the methods of a logger that measure time. winston writes the level and the duration on the object that it is
 * given, so they pass a copy.
 */
export function makeTimers(root: AnyLogger): Record<string, unknown> {
  const { profile, startTimer } = root as AnyLogger & { profile: Method; startTimer: Method };
  return {
    profile(this: AnyLogger, ...args: unknown[]) {
      return profile.apply(this, withCopiedMeta(args));
    },
    startTimer(this: AnyLogger) {
      const timer = startTimer.call(this) as { done: Method };
      const { done } = timer;
      return Object.assign(timer, {
        done: (...args: unknown[]) => done.apply(timer as never, withCopiedMeta(args)),
      });
    },
  };
}

function withCopiedMeta(args: readonly unknown[]): unknown[] {
  const last = args.at(-1);
  if (typeof last !== 'object') return [...args];
  return [...args.slice(0, -1), snapshot(last ?? {})];
}

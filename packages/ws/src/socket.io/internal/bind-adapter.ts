import { Context } from '@aiolocals/core';
import { apply, type Method, replaceMethod } from '../../internal/replace-method.js';

const adapters = new WeakSet<object>();

/**
 * Binds the callbacks that an adapter is given for the answers to a broadcast: it calls them when the last client answers,
 * in the context of that one.
 */
export function bindAdapter(adapter: object): void {
  if (adapters.has(adapter)) return;
  adapters.add(adapter);
  replaceMethod(adapter, 'broadcastWithAck', (target, original, args) =>
    apply(original, target, args.map(bindHere)),
  );
  replaceMethod(adapter, 'serverSideEmit', (target, original, [packet, ...rest]) =>
    apply(original, target, [(packet as unknown[]).map(bindHere), ...rest]),
  );
}

/** Binds a callback to the caller's context, or to none. */
function bindHere(value: unknown): unknown {
  if (typeof value !== 'function') return value;
  const callback = value as Method;
  return (
    Context.current()?.bind(callback) ?? ((...args: unknown[]) => Context.exit(callback, ...args))
  );
}

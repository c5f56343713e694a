import { Context } from '@aiolocals/core';
import type { RequestPolicy, ServerReply, ServerRequest } from '@aiolocals/core/http';
import type { AnyFunction, PlatformReply, PlatformRequest } from './adapter-shapes.js';
import { enterWithin } from './enter-within.js';
import { openOnce, setupState } from './open-once.js';

const entering = new WeakSet<AnyFunction>();

/**
 * Makes a function that calls a middleware, a handler or an error handler in the context of its request: it may be reached
 * by a `next()` that was called in another request's context. Opens the request if nothing has: one of `app.inject()` or
 * of a function platform comes through no server.
 *
 * @param at - Which argument the request is: the second of an error handler.
 */
export function enterHandler(handler: AnyFunction, policy: RequestPolicy, at: 0 | 1): AnyFunction {
  if (entering.has(handler)) return handler;
  const entered: AnyFunction = function (this: unknown, ...args: unknown[]) {
    const request = rawOf(args[at]) as ServerRequest;
    const context = openOnce(request, rawOf(args[at + 1]) as ServerReply, policy);
    const bound = bindNext(context, args, at + 2);
    const call = (): unknown => Reflect.apply(handler, this, bound);
    // An error handler may run even if `setup` failed or still runs.
    const state = at === 1 ? undefined : setupState(context);
    if (state === undefined) return enterWithin(context, call);
    return enterWithin(context, () => callAfter(state, call, bound[at + 2]));
  };
  // Nest and the platforms read properties of a handler: its version, metadata of the route, the stack of a router.
  Object.setPrototypeOf(entered, handler);
  Object.defineProperties(entered, {
    name: { value: handler.name, configurable: true },
    length: { value: handler.length, configurable: true },
  });
  entering.add(entered);
  return entered;
}

/** Returns Node's own request or response: Fastify wraps both. */
function rawOf(message: unknown): unknown {
  return (message as PlatformRequest | PlatformReply).raw ?? message;
}

/** Binds `next`: called elsewhere, it returns to where the handler was called. */
function bindNext(context: Context, args: unknown[], index: number): unknown[] {
  const next = args[index];
  if (typeof next !== 'function') return args;
  const current = Context.current();
  const frame = current !== undefined && current.isWithin(context) ? current : context;
  const bound = (...values: unknown[]): unknown =>
    enterWithin(context, () => Reflect.apply(next, undefined, values) as unknown, frame);
  return args.with(index, bound);
}

function callAfter(
  state: Promise<void> | { readonly reason: unknown },
  call: () => unknown,
  next: unknown,
): unknown {
  const fail = (reason: unknown): unknown => {
    // Express takes anything falsy for no error.
    const error = reason || new Error(`\`setup\` failed with ${String(reason)}`);
    if (typeof next !== 'function') throw error;
    return (next as AnyFunction)(error);
  };
  if (!(state instanceof Promise)) return fail(state.reason);
  return state.then(() => {
    try {
      return call();
    } catch (error) {
      return fail(error);
    }
  }, fail);
}

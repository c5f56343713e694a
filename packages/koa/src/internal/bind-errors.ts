import { contextOf, type RequestPolicy } from '@aiolocals/core/http';
import type { KoaContext } from '../context-middleware.js';
import { keepHeader } from './keep-header.js';

type OnError = (this: ErrorContext, error: unknown) => void;

interface ErrorContext extends KoaContext {
  onerror: OnError;
}

const made = new WeakMap<RequestPolicy, OnError>();

/**
 * Has Koa handle the errors of a request in its context: the listeners of `app.on('error')` are called from there.
 * Koa calls `ctx.onerror` itself, from outside of every middleware, so it is replaced on the `ctx`.
 */
export function bindErrors(ctx: KoaContext, policy: RequestPolicy): void {
  const bound = ctx as ErrorContext;
  if (Object.hasOwn(bound, 'onerror')) return;
  let onerror = made.get(policy);
  if (onerror === undefined) made.set(policy, (onerror = makeOnError(policy)));
  bound.onerror = onerror; // oxlint-disable-line unicorn/prefer-add-event-listener -- a method of Koa's, and no event handler
}

/** One for all requests. The one that it stands for is looked up at each call: an app may replace it. */
function makeOnError({ echo }: RequestPolicy): OnError {
  return function onerror(this: ErrorContext, error: unknown): void {
    const original = (Object.getPrototypeOf(this) as ErrorContext).onerror;
    const context = contextOf(this.req);
    // Koa reports the end of every response here, of most without an error.
    if (error == null || context === undefined) return original.call(this, error);
    if (echo !== undefined) keepHeader(this.res, echo);
    return context.enter(() => original.call(this, error));
  };
}

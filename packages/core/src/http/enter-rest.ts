import type { Context } from '../types/context.js';
import { storage } from './internal/exchange.js';

/**
 * Makes a context the current one for the rest of the callback of a promise that is running now. For a framework that
 * calls code of the user there, in a function that an adapter cannot wrap, but which asks for a property first.
 *
 * Prefer `context.enter(fn)`, which comes back out. This leaks into all that comes after it in the same callback: call it
 * only where that is the framework's own, and ends with the code that needs the context.
 *
 * @param context - The context of the request that the callback is for.
 *
 * @example
 * ```ts
 * import { contextOf, enterRest } from '@aiolocals/core/http';
 *
 * declare const ctx: { req: object };
 * // Koa asks for it right before it sends the response.
 * Object.defineProperty(ctx, 'respond', {
 *   configurable: true,
 *   get() {
 *     const context = contextOf(ctx.req);
 *     if (context !== undefined) enterRest(context);
 *     return undefined;
 *   },
 * });
 * ```
 */
export function enterRest(context: Context): void {
  storage.enterWith(context);
}

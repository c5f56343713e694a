import type { Context } from '@aiolocals/core';
import { currentFrame } from '@aiolocals/core/carrier';
import { enterRest } from '@aiolocals/core/http';
import type { KoaContext } from './koa-shapes.js';

/**
 * Has Koa send the response of one request in its context: of a request that began before its app was prepared, as the
 * first one of an app. To be called where the first middleware is.
 *
 * Koa sends it in a function that nothing can wrap any more, as the callback of a promise. That asks for `ctx.respond`
 * first, and nothing comes after it.
 */
export function enterResponse(ctx: KoaContext, context: Context): void {
  if (Object.hasOwn(ctx, 'respond')) return;
  // Koa sends it where the request came from. Code that asks from anywhere else is somebody's own.
  const outside = currentFrame();
  // That of a frozen ctx stays as it is.
  Reflect.defineProperty(ctx, 'respond', {
    get(this: object): unknown {
      if (currentFrame() === outside) enterRest(context);
      return Reflect.get(Object.getPrototypeOf(ctx) as object, 'respond', this);
    },
    set(this: object, value: unknown) {
      // What an assignment makes of a property that was not there.
      const asAssigned = { writable: true, enumerable: true, configurable: true };
      Object.defineProperty(this, 'respond', { ...asAssigned, value });
    },
    configurable: true,
  });
}

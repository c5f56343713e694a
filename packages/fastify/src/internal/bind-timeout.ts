import type { Context } from '@aiolocals/core';
import type { FastifyRequest } from './fastify-shapes.js';

/**
 * Makes the listeners of `request.signal` run in the context when the `handlerTimeout` of a route has passed: Fastify starts
 * that timer before the first hook.
 */
export function bindTimeout(request: FastifyRequest, context: Context): void {
  const own = request as unknown as Readonly<Record<symbol, unknown>>;
  for (const symbol of Object.getOwnPropertySymbols(own)) {
    const controller = own[symbol];
    if (controller instanceof AbortController) {
      controller.abort = (reason?: unknown) =>
        context.enter(() => AbortController.prototype.abort.call(controller, reason));
    }
  }
}

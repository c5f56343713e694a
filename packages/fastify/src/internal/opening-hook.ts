import type { Context } from '@aiolocals/core';
import { contextOf, openRequest, type RequestPolicy, setupOf } from '@aiolocals/core/http';
import { bindTimeout } from './bind-timeout.js';
import { CONTEXT, type FastifyRequest, type Next, type OnRequest } from './fastify-shapes.js';
import { prepareReplies } from './prepare-reply.js';
import { isPrepared, prepareRoute } from './prepare-route.js';
import { frameFor } from './reenter.js';
import { routeOf } from './route-of.js';
import { warnOfShape } from './warn-of-shape.js';

/** Returns the hook that opens the context of each request, and goes on in it. */
export function openingHook(policy: RequestPolicy): OnRequest {
  return function openContext(request, reply, done) {
    const route = routeOf(request);
    if (route === undefined) warnOfShape();
    else if (!isPrepared(route)) {
      prepareRoute(route);
      prepareReplies(reply);
    }
    let context: Context;
    try {
      context = openRequest(request.raw, reply.raw, policy, undefined, false, reply);
    } catch (error) {
      failSetup(request, error, done);
      return;
    }
    request[CONTEXT] = context;
    if (route !== undefined && (route['handlerTimeout'] as number) > 0)
      bindTimeout(request, context);
    const setup = setupOf(context);
    if (setup === undefined) frameFor(context).enter(done);
    else void nextAfter(setup, context, done);
  };
}

/** Passes what `setup` threw to the handlers of errors, in the context, which is open by then. */
function failSetup(request: FastifyRequest, error: unknown, done: Next): void {
  const context = contextOf(request.raw) as Context;
  request[CONTEXT] = context;
  frameFor(context).enter(done, reasonOf(error));
}

/** Goes on when `setup` is finished, or with the reason if that failed. */
async function nextAfter(setup: Promise<void>, context: Context, done: Next): Promise<void> {
  const frame = frameFor(context);
  let reason: unknown;
  try {
    await setup;
  } catch (error) {
    reason = reasonOf(error);
  }
  frame.enter(done, reason);
}

/** Fastify takes anything falsy for no error. */
function reasonOf(error: unknown): unknown {
  return error || new Error(`\`setup\` failed with ${String(error)}`);
}

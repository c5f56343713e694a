import type { Context } from '@aiolocals/core';
import {
  contextOf,
  openRequest,
  type RequestPolicy,
  type ServerReply,
  type ServerRequest,
  setupOf,
} from '@aiolocals/core/http';

/** What the `setup` of a request threw at once. */
const failures = new WeakMap<Context, { readonly reason: unknown }>();

/**
 * Opens a request, or finds it open. What `setup` throws is kept for the first handler, because only from there the
 * exception filters get it.
 */
export function openOnce(
  request: ServerRequest,
  reply: ServerReply | undefined,
  policy: RequestPolicy,
): Context {
  try {
    return openRequest(request, reply, policy);
  } catch (reason) {
    const context = contextOf(request, reply);
    if (context === undefined) throw reason;
    failures.set(context, { reason });
    return context;
  }
}

/** Returns what has to be waited for before a handler may run, or why none may. */
export function setupState(
  context: Context,
): Promise<void> | { readonly reason: unknown } | undefined {
  return failures.get(context) ?? setupOf(context);
}

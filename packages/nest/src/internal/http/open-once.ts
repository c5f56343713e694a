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
 * Opens a request, or finds it open. Keeps what `setup` throws for the first handler: only errors from there reach the
 * exception filters.
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

/** Returns what a handler has to wait for, or the reason why none may run. */
export function setupState(
  context: Context,
): Promise<void> | { readonly reason: unknown } | undefined {
  return failures.get(context) ?? setupOf(context);
}

import type { Context } from '@aiolocals/core';
import type { ExpressRequest } from './express-shapes.js';

/** Looks which app and route a request has reached. */
export type Look = (request: ExpressRequest) => void;

/** The request whose layers are being called, if any. */
export const visited: { request: ExpressRequest | undefined } = { request: undefined };

/**
 * Calls `fn`, which calls layers, in the context of their request, and looks afterwards which app and route the request
 * has reached.
 *
 * Layers call each other, and each look at a request of Express is expensive, so only the outermost call looks. That is
 * soon enough: what ran in between was called from the right context.
 */
export function visit<Args extends unknown[]>(
  context: Context,
  request: ExpressRequest,
  look: Look,
  fn: (...args: Args) => unknown,
  ...args: Args
): unknown {
  const before = visited.request;
  if (before === request) return context.enter(fn, ...args);
  visited.request = request;
  try {
    return context.enter(fn, ...args);
  } finally {
    visited.request = before;
    look(request);
  }
}

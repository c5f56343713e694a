import { Context } from '@aiolocals/core';
import { currentFrame, type Frame } from '@aiolocals/core/carrier';
import { contextOf } from '@aiolocals/core/http';
import type { AnyMethod, ExpressRequest, Layer, Next, Stacked } from './express-shapes.js';
import { assign, replaceMethod } from './replace-method.js';

type HandleRequest = (this: Layer, req: ExpressRequest, res: object, next: Next) => unknown;
type HandleError = (
  this: Layer,
  error: unknown,
  req: ExpressRequest,
  res: object,
  next: Next,
) => unknown;

/** Looks which app and which route a request has reached. */
export type Look = (request: ExpressRequest) => void;

/** What layers report about a request that goes through them. */
export interface Reports {
  /** Gets the handler of a layer that is about to be called. It may be a router of another copy of Express. */
  readonly onRouter: (handler: Stacked) => void;
  readonly look: Look;
}

/** The request whose layers are being called, if any. */
const visited: { request: ExpressRequest | undefined } = { request: undefined };

/**
 * Returns where code for a request runs: here, if the current context is the request's or within it, such as a child
 * around `next()`. Otherwise in the request's own context.
 */
export function frameFor(context: Context, current: Frame | undefined = currentFrame()): Frame {
  if (current === context || current === undefined) return context;
  return isWithin(context) ? current : context;
}

/** Whether the current context is the request's or within it. There must be a current context. */
function isWithin(context: Context): boolean {
  return (Context.current() as Context).isWithin(context);
}

/**
 * Calls `fn`, which calls layers, where the code of their request runs, and looks afterwards which app and route the request
 * has reached.
 *
 * Layers call each other, and each look at a request of Express is expensive, so only the outermost call looks. That is
 * soon enough: what ran in between was called from the right context.
 */
export function visit<Args extends unknown[]>(
  frame: Frame,
  request: ExpressRequest,
  look: Look,
  fn: (...args: Args) => unknown,
  ...args: Args
): unknown {
  const before = visited.request;
  if (before === request) return frame.enter(fn, ...args);
  visited.request = request;
  try {
    return frame.enter(fn, ...args);
  } finally {
    visited.request = before;
    look(request);
  }
}

/**
 * Makes every layer of a class run in the context of its request. The `next` before it may have been called in
 * another request's context, as a callback on a connection that requests share does. The handlers stay as they are, because
 * Express reads their `length`.
 *
 * In the stack of an error, a layer adds one frame at most: from the right context, it is called by one function of
 * ours. The layer of a route adds none: it calls no code of the user, but the layers in the route.
 *
 * @param layers - The prototype of all layers of one copy of Express or `router`.
 */
export function reenterLayers(layers: object, reports: Reports): void {
  for (const name of ['handle_request', 'handleRequest']) {
    replaceMethod(
      layers,
      name,
      (original) => reenterRequest(original as HandleRequest, reports) as AnyMethod,
      (replacement, original) => unlessOfRoute(name, replacement, original),
    );
  }
  for (const name of ['handle_error', 'handleError']) {
    replaceMethod(
      layers,
      name,
      (original) => reenterError(original as HandleError, reports) as AnyMethod,
    );
  }
}

/** Returns an accessor: the layer of a route gets the original. Another library may still wrap the replacement. */
function unlessOfRoute(
  name: string,
  replacement: AnyMethod,
  original: AnyMethod,
): PropertyDescriptor {
  return {
    get(this: Layer) {
      return this.route === undefined ? replacement : original;
    },
    set(this: object, value: unknown) {
      assign(this, name, value);
    },
    enumerable: true,
    configurable: true,
  };
}

function reenterRequest(original: HandleRequest, { onRouter, look }: Reports): HandleRequest {
  return function (req, res, next) {
    const context = contextOf(req, res);
    if (context === undefined) return original.call(this, req, res, next);
    if (this.handle.stack !== undefined) onRouter(this.handle);
    const current = currentFrame();
    const frame = current === context ? context : frameFor(context, current);
    const bound = bindNext(context, frame, req, next, look);
    return visited.request === req && current === frame
      ? original.call(this, req, res, bound)
      : visit(frame, req, look, () => original.call(this, req, res, bound));
  };
}

function reenterError(original: HandleError, { look }: Reports): HandleError {
  return function (error, req, res, next) {
    const context = contextOf(req, res);
    if (context === undefined) return original.call(this, error, req, res, next);
    const current = currentFrame();
    const frame = current === context ? context : frameFor(context, current);
    const bound = bindNext(context, frame, req, next, look);
    return visited.request === req && current === frame
      ? original.call(this, error, req, res, bound)
      : visit(frame, req, look, () => original.call(this, error, req, res, bound));
  };
}

/**
 * Binds the `next` of a layer: called elsewhere, it returns to where the layer was called. Entering the next layer
 * would be too late, because `next` itself runs code of the user: the callbacks of `app.param`.
 */
function bindNext(
  context: Context,
  called: Frame,
  req: ExpressRequest,
  next: Next,
  look: Look,
): Next {
  return (error) => {
    const current = currentFrame();
    const isHere = current !== undefined && (current === called || isWithin(context));
    if (isHere && visited.request === req) next(error);
    else visit(isHere ? current : called, req, look, next, error);
  };
}

import { Context } from '@aiolocals/core';
import { contextOf } from '@aiolocals/core/http';
import type { AnyMethod, ExpressRequest, Layer, Next, Stacked } from './express-shapes.js';
import { replaceMethod } from './replace-method.js';

type HandleRequest = (this: Layer, req: ExpressRequest, res: object, next: Next) => unknown;
type HandleError = (
  this: Layer,
  error: unknown,
  req: ExpressRequest,
  res: object,
  next: Next,
) => unknown;

/** What a layer tells while it is called. */
export interface LayerCallbacks {
  /** Gets the handler of the layer: maybe a mounted router, of another copy of Express. */
  readonly onHandler: (handler: Stacked) => void;
  /** Calls the layer. */
  readonly visit: (request: ExpressRequest, call: () => unknown) => unknown;
}

/**
 * Has every layer of this class run in the context of its request, whoever called the `next` before it: a callback of
 * a connection that requests share calls it from another request's context. The handlers stay as they are, because
 * Express looks at their `length`.
 *
 * @param layers - The prototype of all layers of one copy of Express or `router`.
 */
export function reenterLayers(layers: object, callbacks: LayerCallbacks): void {
  for (const name of ['handle_request', 'handleRequest']) {
    replaceMethod(layers, name, (original) => reenterRequest(original as HandleRequest, callbacks));
  }
  for (const name of ['handle_error', 'handleError']) {
    replaceMethod(layers, name, (original) => reenterError(original as HandleError));
  }
}

function reenterRequest(original: HandleRequest, { onHandler, visit }: LayerCallbacks): AnyMethod {
  const replacement: HandleRequest = function (req, res, next) {
    const context = contextOf(req) ?? contextOf(res);
    if (context === undefined) return original.call(this, req, res, next);
    onHandler(this.handle);
    const handle = () => original.call(this, req, res, bindNext(context, next));
    return Context.current() === context
      ? visit(req, handle)
      : context.enter(() => visit(req, handle));
  };
  return replacement as AnyMethod;
}

function reenterError(original: HandleError): AnyMethod {
  const replacement: HandleError = function (error, req, res, next) {
    const context = contextOf(req) ?? contextOf(res);
    if (context === undefined) return original.call(this, error, req, res, next);
    const bound = bindNext(context, next);
    return Context.current() === context
      ? original.call(this, error, req, res, bound)
      : context.enter(() => original.call(this, error, req, res, bound));
  };
  return replacement as AnyMethod;
}

/** Between two layers, `next` itself runs code of the user: the callbacks of `app.param`. */
function bindNext(context: Context, next: Next): Next {
  return (error) => {
    if (Context.current() === context) next(error);
    else context.enter(next, error);
  };
}

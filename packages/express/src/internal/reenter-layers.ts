import { Context } from '@aiolocals/core';
import { contextOf } from '@aiolocals/core/http';
import type { AnyMethod, ExpressRequest, Layer, Next, Stacked } from './express-shapes.js';
import { replaceMethod } from './replace-method.js';

type Learn = (req: ExpressRequest, handle?: Stacked) => void;
type HandleRequest = (this: Layer, req: ExpressRequest, res: object, next: Next) => unknown;
type HandleError = (
  this: Layer,
  error: unknown,
  req: ExpressRequest,
  res: object,
  next: Next,
) => unknown;

/**
 * Has every layer of this class run in the context of its request, whoever called the `next` before it: a callback of
 * a connection that requests share calls it from another request's context. The handlers stay as they are, because
 * Express looks at their `length`.
 *
 * @param layers - The prototype of all layers of one copy of Express or `router`.
 * @param learn - Is told of each request before and after each layer that it goes through.
 */
export function reenterLayers(layers: object, learn: Learn): void {
  for (const name of ['handle_request', 'handleRequest']) {
    replaceMethod(layers, name, (original) => reenterRequest(original as HandleRequest, learn));
  }
  for (const name of ['handle_error', 'handleError']) {
    replaceMethod(layers, name, (original) => reenterError(original as HandleError));
  }
}

function reenterRequest(original: HandleRequest, learn: Learn): AnyMethod {
  const replacement: HandleRequest = function (req, res, next) {
    const context = contextOf(req);
    if (context === undefined) return original.call(this, req, res, next);
    learn(req, this.handle);
    const bound = bindNext(context, next);
    const result =
      Context.current() === context
        ? original.call(this, req, res, bound)
        : context.enter(() => original.call(this, req, res, bound));
    learn(req);
    return result;
  };
  return replacement as AnyMethod;
}

function reenterError(original: HandleError): AnyMethod {
  const replacement: HandleError = function (error, req, res, next) {
    const context = contextOf(req);
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

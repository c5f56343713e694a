import { Context } from '@aiolocals/core';
import { currentFrame, type Frame } from '@aiolocals/core/carrier';
import { type AnyFunction, CONTEXT, type FastifyRequest, type Next } from './fastify-shapes.js';

/** Marks functions of any copy of this package, so that they are not wrapped again. */
const REENTERS = Symbol.for('aiolocals.fastify/1');

type Handler = (request: FastifyRequest, reply: unknown) => unknown;
type Hook = (request: FastifyRequest, reply: unknown, next: Next) => unknown;
type PayloadHook = (
  request: FastifyRequest,
  reply: unknown,
  payload: unknown,
  next: Next,
) => unknown;
type AbortHook = (request: FastifyRequest, next: Next) => unknown;
type Parse = (this: unknown, request: FastifyRequest, payload: unknown, done: unknown) => unknown;
type HandleError = (error: unknown, request: FastifyRequest, reply: unknown) => unknown;

/**
 * Returns where code for a request runs: here, if the current context is the request's or within it, such as a child
 * that a hook has opened around `done`. Otherwise in the request's own context.
 */
export function frameFor(context: Context, current: Frame | undefined = currentFrame()): Frame {
  if (current === context || current === undefined) return context;
  return isWithin(context) ? current : context;
}

/** Whether the current context is the request's or within it. There must be a current context. */
function isWithin(context: Context): boolean {
  return (Context.current() as Context).isWithin(context);
}

/** Returns where code for a request is to run, or undefined if that is here. */
export function elsewhere(request: FastifyRequest): Frame | undefined {
  const context = request[CONTEXT];
  if (context === undefined) return undefined;
  const current = currentFrame();
  if (current === context) return undefined;
  return current !== undefined && isWithin(context) ? undefined : context;
}

/** Whether a function is one of ours. */
export function reenters(fn: AnyFunction): boolean {
  return REENTERS in fn;
}

/** Gives a replacement the name and the length of the original, and notes that it is one. */
export function inPlaceOf(original: AnyFunction, replacement: AnyFunction): AnyFunction {
  return Object.defineProperties(replacement, {
    name: { value: original.name },
    length: { value: original.length },
    [REENTERS]: { value: true },
  });
}

/** Returns a handler that runs in the context of its request. */
export function reenterHandler(original: AnyFunction): AnyFunction {
  const handler = original as Handler;
  const replacement: Handler = (request, reply) => {
    const frame = elsewhere(request);
    return frame === undefined ? handler(request, reply) : frame.enter(handler, request, reply);
  };
  return inPlaceOf(original, replacement);
}

/** Returns a handler of errors that runs in the context of its request. */
export function reenterErrorHandler(original: AnyFunction): AnyFunction {
  const handler = original as HandleError;
  const replacement: HandleError = (error, request, reply) => {
    const frame = elsewhere(request);
    return frame === undefined
      ? handler(error, request, reply)
      : frame.enter(handler, error, request, reply);
  };
  return inPlaceOf(original, replacement);
}

/**
 * Returns a parser of bodies that runs in the context of its request. Its `done` need not be bound: Fastify makes an
 * `AsyncResource` for each body.
 */
export function reenterParser(original: AnyFunction): AnyFunction {
  const parse = original as Parse;
  const replacement: Parse = function (request, payload, done) {
    const frame = elsewhere(request);
    return frame === undefined
      ? parse.call(this, request, payload, done)
      : frame.enter(() => parse.call(this, request, payload, done));
  };
  return inPlaceOf(original, replacement);
}

/** Returns a hook that runs in the context of its request, and so does all that Fastify does behind it. */
export function reenterHook(original: AnyFunction): AnyFunction {
  const hook = original as Hook;
  const replacement: Hook = (request, reply, next) => {
    const frame = elsewhere(request);
    const bound = bindNext(request, frame, next);
    return frame === undefined
      ? hook(request, reply, bound)
      : frame.enter(hook, request, reply, bound);
  };
  return inPlaceOf(original, replacement);
}

/** The same for a hook that gets a payload or an error. */
export function reenterPayloadHook(original: AnyFunction): AnyFunction {
  const hook = original as PayloadHook;
  const replacement: PayloadHook = (request, reply, payload, next) => {
    const frame = elsewhere(request);
    const bound = bindNext(request, frame, next);
    return frame === undefined
      ? hook(request, reply, payload, bound)
      : frame.enter(hook, request, reply, payload, bound);
  };
  return inPlaceOf(original, replacement);
}

/** The same for `onRequestAbort`, which gets no reply. */
export function reenterAbortHook(original: AnyFunction): AnyFunction {
  const hook = original as AbortHook;
  const replacement: AbortHook = (request, next) => {
    const frame = elsewhere(request);
    const bound = bindNext(request, frame, next);
    return frame === undefined ? hook(request, bound) : frame.enter(hook, request, bound);
  };
  return inPlaceOf(original, replacement);
}

/**
 * Binds what a hook calls when it is done. Between two hooks Fastify validates, serializes, parses and logs, so it is not
 * enough to enter the context at the next one. A `done` that is called elsewhere returns to where its hook was called.
 */
function bindNext(request: FastifyRequest, entered: Frame | undefined, next: Next): Next {
  const context = request[CONTEXT];
  if (context === undefined) return next;
  // If there is none to enter, the current one is the request's.
  const called = (entered ?? currentFrame()) as Frame;
  return (error, payload) => {
    const current = currentFrame();
    const isHere = current !== undefined && (current === called || isWithin(context));
    if (isHere) next(error, payload);
    else called.enter(next, error, payload);
  };
}

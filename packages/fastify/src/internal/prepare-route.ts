import {
  type AnyFunction,
  type ContentTypeParsers,
  type ErrorHandler,
  isRoute,
  type Parser,
  type Route,
} from './fastify-shapes.js';
import {
  reenterAbortHook,
  reenterErrorHandler,
  reenterHandler,
  reenterHook,
  reenterParser,
  reenterPayloadHook,
  reenters,
} from './reenter.js';

type Wrap = (original: AnyFunction) => AnyFunction;

/** The hooks of requests: how each is called. */
const HOOKS: readonly (readonly [name: string, wrap: Wrap])[] = [
  ['onRequest', reenterHook],
  ['preParsing', reenterPayloadHook],
  ['preValidation', reenterHook],
  ['preHandler', reenterHook],
  ['preSerialization', reenterPayloadHook],
  ['onSend', reenterPayloadHook],
  ['onResponse', reenterHook],
  ['onError', reenterPayloadHook],
  ['onTimeout', reenterHook],
  ['onRequestAbort', reenterAbortHook],
];

/** Marks a route whose functions were replaced, by any copy of this package. */
const PREPARED = Symbol.for('aiolocals.fastify.prepared/1');

/** Whether the functions of a route were replaced. */
export function isPrepared(route: Route): boolean {
  return route[PREPARED] === true;
}

const errorHandlers = new WeakMap<ErrorHandler, ErrorHandler>();

/**
 * Makes all that Fastify calls for the requests of a route run in the context of each, wherever a hook, a parser or a handler
 * before it went on: a callback on a connection that requests share calls `done` in the context of another request.
 *
 * It replaces the functions where Fastify has bound and checked them, not where the application hands them over. So it does not
 * matter who added a hook when, and whether it is declared `async` or how many parameters it has.
 */
export function prepareRoute(route: Route): void {
  if (isPrepared(route)) return;
  route[PREPARED] = true;
  for (const [name, wrap] of HOOKS) replaceAll(route[name], wrap);
  route.handler = replaced(route.handler, reenterHandler);
  route.errorHandler = errorHandlerOf(route.errorHandler);
  for (const parser of parsersOf(route.contentTypeParser)) {
    parser.fn = replaced(parser.fn, reenterParser);
  }
  // What `reply.callNotFound()` leads to.
  for (const symbol of Object.getOwnPropertySymbols(route)) {
    if (isRoute(route[symbol])) prepareRoute(route[symbol]);
  }
}

function replaced(fn: AnyFunction, wrap: Wrap): AnyFunction {
  return reenters(fn) ? fn : wrap(fn);
}

/** In the array itself: Fastify is going through that of `onRequest` now. */
function replaceAll(hooks: unknown, wrap: Wrap): void {
  if (!Array.isArray(hooks)) return;
  for (const [index, hook] of (hooks as AnyFunction[]).entries()) {
    hooks[index] = replaced(hook, wrap);
  }
}

/**
 * Returns handlers that do what those of a route do. The last of each chain is the one of Fastify, which all apps share, so
 * the chain is made anew.
 */
function errorHandlerOf(original: ErrorHandler): ErrorHandler {
  const made = errorHandlers.get(original);
  if (made !== undefined) return made;
  const parent = Object.getPrototypeOf(original) as ErrorHandler | object;
  const handler = Object.create(
    'func' in parent ? errorHandlerOf(parent) : parent,
    Object.getOwnPropertyDescriptors(original),
  ) as ErrorHandler;
  handler.func = replaced(original.func, reenterErrorHandler);
  errorHandlers.set(original, handler);
  return handler;
}

function parsersOf({ customParsers }: ContentTypeParsers): Iterable<Parser> {
  return customParsers instanceof Map ? customParsers.values() : Object.values(customParsers);
}

import type { RequestPolicy } from '@aiolocals/core/http';
import type { AnyFunction, HttpAdapter } from './adapter-shapes.js';
import { enterHandler } from './enter-handler.js';
import { enterResponseMethods } from './enter-response-methods.js';
import { openAtServer } from './open-at-server.js';

/** The methods by which Nest registers handlers at a platform; newer versions have more of them than older ones. */
const REGISTERING = [
  'use',
  'all',
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'head',
  'options',
  'search',
  'propfind',
  'proppatch',
  'mkcol',
  'copy',
  'move',
  'lock',
  'unlock',
  'query',
  'setNotFoundHandler',
];

/** What is used of an app of Express. */
interface ExpressApp {
  readonly response: object;
}

/** What is used of an app of Fastify. */
interface FastifyApp {
  addHook(name: 'onRequest', hook: AnyFunction): unknown;
}

type Adapter = HttpAdapter & Record<string, AnyFunction | undefined>;

/**
 * Makes all that Nest registers at a platform run in the context of the request: middleware, body parsers, routes, error
 * handlers. Works on the adapter, which the app owns, so nothing changes for other apps.
 */
export function bindHttpAdapter(given: HttpAdapter, policy: RequestPolicy): void {
  const adapter = given as Adapter;
  const enter = (handler: unknown): unknown => entered(handler, policy);
  for (const name of REGISTERING) replace(adapter, name, enter);
  const { setErrorHandler } = adapter;
  adapter.setErrorHandler = function (this: HttpAdapter, handler: AnyFunction, ...rest) {
    return Reflect.apply(setErrorHandler, this, [enterHandler(handler, policy, 1), ...rest]);
  };
  bindMiddlewareFactory(adapter, enter);
  const { initHttpServer } = adapter;
  adapter.initHttpServer = function (this: HttpAdapter, ...args) {
    const result = Reflect.apply(initHttpServer, this, args) as unknown;
    const server = this.getHttpServer();
    if (server !== undefined) openAtServer(server, policy);
    return result;
  };
  const type = adapter.getType();
  if (type === 'fastify') addHook(adapter.getInstance(), policy);
  if (type === 'express') enterResponseMethods((adapter.getInstance() as ExpressApp).response);
}

function replace(adapter: Adapter, name: string, enter: (handler: unknown) => unknown): void {
  const original = adapter[name];
  if (typeof original !== 'function') return;
  adapter[name] = function (this: unknown, ...args: unknown[]) {
    return Reflect.apply(original, this, args.map(enter));
  };
}

/** The middleware of `consumer.apply` goes to the platform by a function that the adapter makes, or a promise for it. */
function bindMiddlewareFactory(adapter: Adapter, enter: (handler: unknown) => unknown): void {
  const { createMiddlewareFactory } = adapter;
  const bind = (register: AnyFunction): AnyFunction => {
    return (path: unknown, handler: unknown) => register(path, enter(handler));
  };
  adapter.createMiddlewareFactory = function (this: unknown, ...args: unknown[]) {
    const made = Reflect.apply(createMiddlewareFactory, this, args) as
      | AnyFunction
      | Promise<AnyFunction>;
    return made instanceof Promise ? made.then(bind) : bind(made);
  };
}

function entered(handler: unknown, policy: RequestPolicy): unknown {
  if (Array.isArray(handler)) return handler.map((one) => entered(one, policy));
  if (typeof handler !== 'function') return handler;
  const { set } = handler as { readonly set?: unknown };
  // Express mounts an app by its properties, and does not call it as a function.
  if (typeof set === 'function') return handler;
  return enterHandler(handler as AnyFunction, policy, handler.length === 4 ? 1 : 0);
}

/** A request from `inject()`, or from a second address of the server, is opened by the first hook at the latest. */
function addHook(instance: object, policy: RequestPolicy): void {
  (instance as FastifyApp).addHook('onRequest', enterHandler(proceed, policy, 0));
}

function proceed(_request: unknown, reply: object, done: () => void): void {
  enterResponseMethods(Object.getPrototypeOf(reply) as object);
  done();
}

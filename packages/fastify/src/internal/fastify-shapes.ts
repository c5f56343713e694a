import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from '@aiolocals/core';

/** Where a request of Fastify keeps its context. A registered symbol: all copies of this package read it. */
export const CONTEXT: unique symbol = Symbol.for('aiolocals.fastify.context/1') as never;

/** What the plugin uses of a scope: of an app, or of a plugin in it. */
export interface FastifyInstance {
  readonly version: string;
  readonly initialConfig: { readonly requestIdHeader?: unknown };
  addHook(name: 'onRequest', hook: OnRequest): unknown;
  decorateReply(name: symbol, accessor: { readonly getter: () => unknown }): unknown;
  hasReplyDecorator(name: symbol): boolean;
  /** Early versions of Fastify 4 have none. */
  setGenReqId?(generate: (raw: IncomingMessage) => string): unknown;
}

/** What the plugin uses of a request of Fastify. */
export interface FastifyRequest {
  readonly raw: IncomingMessage;
  /**
   * Undefined until the plugin's hook has run. Not declared with `decorateRequest`, which costs each request more than
   * it saves.
   */
  [CONTEXT]?: Context;
}

/** What the plugin uses of a reply. */
export interface FastifyReply {
  readonly raw: ServerResponse;
  readonly request: FastifyRequest;
  header(name: string, value: string): unknown;
}

/** Goes on behind a hook. */
export type Next = (error?: unknown, payload?: unknown) => void;

/** The hook of the plugin. */
export type OnRequest = (request: FastifyRequest, reply: FastifyReply, next: Next) => void;

/** Any function that Fastify calls for a request. */
export type AnyFunction = (this: unknown, ...args: never[]) => unknown;

/** A handler of errors. The object inherits from the handler that is asked if this one fails. */
export interface ErrorHandler {
  func: AnyFunction;
}

/** The parsers of bodies that a scope has. */
export interface ContentTypeParsers {
  /** A Map, or before Fastify 4.3 an object. */
  readonly customParsers: ReadonlyMap<unknown, Parser> | Readonly<Record<string, Parser>>;
}

export interface Parser {
  fn: AnyFunction;
}

/** What Fastify knows of a route: all that it calls for a request, bound to the scope that the route is in. */
export interface Route {
  handler: AnyFunction;
  errorHandler: ErrorHandler;
  readonly contentTypeParser: ContentTypeParsers;
  [property: string | symbol]: unknown;
}

/** Whether a value is what Fastify knows of a route. */
export function isRoute(value: unknown): value is Route {
  const { handler, errorHandler, contentTypeParser } = (value ?? {}) as Partial<Route>;
  return (
    typeof handler === 'function' &&
    typeof errorHandler?.func === 'function' &&
    typeof contentTypeParser?.customParsers === 'object'
  );
}

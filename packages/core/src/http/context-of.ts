import type { Context } from '../types/context.js';
import { contextOfExchange } from './internal/exchange.js';

/**
 * Returns the context that was opened for a request or for the request of a response, or undefined if there is none.
 *
 * @param message - `undefined` and `null` have none. They stand for a missing response, such as that of a WebSocket's
 * request.
 * @param reply - The response to the request `message`. Pass it if the request may have been wrapped since it was
 * opened: the response then leads to the context.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { contextOf, openRequest } from '@aiolocals/core/http';
 *
 * createServer((req, res) => {
 *   openRequest(req, res);
 *   console.log(contextOf(req)?.ident);
 *   res.end();
 * });
 * ```
 */
export const contextOf: (
  message: object | null | undefined,
  reply?: object,
) => Context | undefined = contextOfExchange;

import type { Context } from '../types/context.js';
import { contextOfExchange } from './internal/exchange.js';

/**
 * Returns the context that was opened for a request or for the request of a response, or undefined if there is none.
 *
 * @param message - Undefined and null, such as the response of a WebSocket's request, have none.
 * @param reply - The response to `message`, if that is a request which may have been wrapped since it was opened: then
 * its response tells.
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

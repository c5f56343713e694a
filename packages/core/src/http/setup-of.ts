import type { Context } from '../types/context.js';
import { unfinishedSetups } from './internal/run-setup.js';

/**
 * Returns a promise for the `setup` functions that still run for a request, or undefined if there is nothing to wait
 * for. An adapter waits for it before it calls the first handler. The promise rejects with what a `setup` rejected with.
 * If nobody asks for it, that is an unhandled rejection.
 *
 * @param context - The context of the request, as `openRequest` returned it.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { openRequest, requestPolicy, setupOf } from '@aiolocals/core/http';
 *
 * declare function loadTenant(host: string | undefined): Promise<void>;
 *
 * const policy = requestPolicy({ setup: (req) => loadTenant(req.headers.host) });
 * createServer(async (req, res) => {
 *   const context = openRequest(req, res, policy);
 *   try {
 *     await setupOf(context);
 *   } catch {
 *     res.writeHead(503).end();
 *     return;
 *   }
 *   context.enter(() => res.end('Hello'));
 * });
 * ```
 */
export const setupOf: (context: Context) => Promise<void> | undefined =
  unfinishedSetups.get.bind(unfinishedSetups);

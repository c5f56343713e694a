import { bindOn } from './internal/prototypes.js';

/**
 * Has the listeners and callbacks of requests and responses run in the context of their request by way of the
 * prototypes that a framework gives them. `openRequest` then leaves the objects alone. Prefer not to call it: it is for
 * frameworks that replace the prototype of each request, after which a property that is added is dear.
 *
 * @param request - The framework's own prototype of requests; never the platform's.
 * @param reply - The framework's own prototype of responses.
 * @returns A function that undoes it.
 *
 * @example
 * ```ts
 * import { bindPrototypes } from '@aiolocals/core/http';
 * import express from 'express';
 *
 * const undo = bindPrototypes(express.request, express.response);
 * undo();
 * ```
 */
export function bindPrototypes(request: object, reply: object): () => void {
  return bindOn(request, reply);
}

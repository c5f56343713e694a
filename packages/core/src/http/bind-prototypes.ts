import { bindOn } from './internal/prototypes.js';

/**
 * Makes the listeners and callbacks of a framework's requests and responses run in the context of their request, by
 * way of the prototypes that the framework gives them. `openRequest` then leaves the objects alone.
 *
 * Prefer not to call it. It is for frameworks that replace the prototype of each request: adding a property to such an
 * object is expensive.
 *
 * @param request - The framework's own prototype of requests; never that of Node.
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

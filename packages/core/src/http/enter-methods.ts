import { enterOn } from './internal/prototypes.js';

/**
 * Makes methods of a framework's responses run in the context of their request, whoever calls them: a long poll is
 * answered by another request, and such a method calls code of the application, such as `toJSON`.
 *
 * @param reply - The framework's own prototype of responses, which has the methods itself.
 * @param names - Of the methods. Those that the prototype does not have are left out.
 * @returns A function that undoes it.
 *
 * @example
 * ```ts
 * import { enterMethods } from '@aiolocals/core/http';
 * import express from 'express';
 *
 * const undo = enterMethods(express.response, ['send', 'json']);
 * undo();
 * ```
 */
export function enterMethods(reply: object, names: readonly string[]): () => void {
  return enterOn(reply, names);
}

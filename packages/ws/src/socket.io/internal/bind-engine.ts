import { Context } from '@aiolocals/core';
import { contextOf } from '@aiolocals/core/http';
import { contextOfBound } from '../../internal/connection.js';
import type { Policy } from '../../internal/policy.js';
import { replaceMethod, type Replacement } from '../../internal/replace-method.js';
import { within } from '../../internal/within.js';
import { sessionOf } from './session.js';
import type { Conn } from './shapes.js';

/**
 * Makes the engine of a server open the session of each connection, and handle each request outside any context, or in
 * that of the request if it has one: a message for another client may end a long poll. Returns what undoes it.
 */
export function bindEngine(engine: unknown, policy: Policy): () => void {
  if (typeof engine !== 'object' || engine === null) return () => {};
  const undo = [
    replaceMethod(engine, 'handleRequest', inRequest),
    replaceMethod(engine, 'handleUpgrade', inRequest),
    replaceMethod(engine, 'emit', (target, original, args) => {
      const [event, first] = args;
      if (event === 'connection') sessionOf(first as Conn, policy);
      return inContextOf(args.slice(1), () => Reflect.apply(original, target, args));
    }),
  ];
  return () => {
    for (const each of undo) each();
  };
}

const inRequest: Replacement = (target, original, args) =>
  inContextOf(args.slice(0, 1), () => Reflect.apply(original, target, args));

/** Runs `fn` for a connection or a request among `values`, or for what carries a request, such as an error. */
function inContextOf(values: readonly unknown[], fn: () => unknown): unknown {
  for (const value of values) {
    if (typeof value !== 'object' || value === null) continue;
    const context = contextOfBound(value) ?? contextOf(value);
    if (context !== undefined) return within(context, fn);
  }
  return Context.exit(fn);
}

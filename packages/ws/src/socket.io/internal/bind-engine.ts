import { enterAmong } from '../../internal/connection.js';
import type { Policy } from '../../internal/policy.js';
import { apply, replaceMethod, type Replacement } from '../../internal/replace-method.js';
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
      return enterAmong(args.slice(1), () => apply(original, target, args));
    }),
  ];
  return () => {
    for (const each of undo) each();
  };
}

const inRequest: Replacement = (target, original, args) =>
  enterAmong(args.slice(0, 1), () => apply(original, target, args));

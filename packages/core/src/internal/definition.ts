import type { Context } from '../context.js';
import { expected } from './expect.js';

/** What the package knows of a Local; attribute names belong to the user, so it is kept apart from the object. */
export interface Definition {
  /** The key, or a made-up name. */
  readonly name: string;
  /** The attributes that are set in the context, and their values. */
  entries(context: Context): Iterable<readonly [string | symbol, unknown]>;
  /** Makes the Local start fresh in the context. */
  refresh(context: Context): void;
}

const definitions = new WeakMap<object, Definition>();

/** Makes `local` known as a Local. */
export function define(local: object, definition: Definition): void {
  definitions.set(local, definition);
}

/** The definition of a Local; `name` is the argument's in the TypeError for anything else. */
export function definitionOf(local: unknown, name: string): Definition {
  const definition = definitions.get(local as object);
  if (definition === undefined)
    throw expected(name, 'a Local', local, 'make one with `new Local()`');
  return definition;
}

import type { Context } from '../../types/context.js';
import { expected } from '../expect.js';
import type { Recorder } from './change-recorder.js';
import type { Frame } from './frame.js';
import type { Travels } from './policy.js';

/** What attributes of a Local are collected in. */
export interface Collected {
  add(name: string, value: unknown): void;
}

/** What the package knows of a Local; attribute names belong to the user, so it is kept apart from the object. */
export interface Definition {
  /** The key, or a made-up name. */
  readonly name: string;
  /** The attributes that are set in the context, and their values. */
  entries(context: Context): Iterable<readonly [string | symbol, unknown]>;
  /**
   * Gives the attributes that `changes` names other values in a frame.
   *
   * @throws TypeError if the Local does not declare one of them.
   */
  override(frame: Frame, changes: object): void;
  /** Makes the Local start with empty state in the context. */
  refresh(context: Context): void;
  /** Adds each attribute that is not at its default and that `travels` lets pass. */
  collect(context: Context, travels: Travels, into: Collected): void;
  /** Whether the Local can have this attribute. */
  knows(name: string): boolean;
  /** Sets an attribute; returns whether the Local can have it. */
  assign(context: Context, name: string, value: unknown): boolean;
  /** Deletes an attribute; one that was declared stays. */
  remove(context: Context, name: string): void;
  /** Adds what was assigned in a context that is recorded, as `collect` does, and appends the names that were deleted. */
  collectChanges(
    context: Context,
    recorder: Recorder,
    travels: Travels,
    assigned: Collected,
    deleted: string[],
  ): void;
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

import type { DeclaredLocal } from './declared-local.js';
import { type Definition, definitionOf } from '../state/definition.js';
import type { Travels } from '../state/policy.js';

/** A Local with a key. */
export class Keyed {
  readonly object: object;
  readonly definition: Definition;
  /** Without it the Local is open. */
  readonly declared: DeclaredLocal | undefined;
  travels: Travels = true;

  constructor(object: object, declared?: DeclaredLocal) {
    this.object = object;
    this.definition = definitionOf(object, 'local');
    this.declared = declared;
  }
}

/** The Locals with a key, by key. */
export const keyed: Map<string, Keyed> = new Map();

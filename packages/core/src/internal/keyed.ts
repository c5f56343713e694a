import type { DeclaredLocal } from './declared-local.js';
import type { Travels } from './travel.js';

/** A Local with a key. Without `declared` it is open. */
export interface Keyed {
  readonly object: object;
  readonly declared: DeclaredLocal | undefined;
  travels: Travels;
}

/** The Locals with a key, by key. */
export const keyed: Map<string, Keyed> = new Map();

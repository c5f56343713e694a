import type { Context } from '../types/context.js';
import * as own from '../internal/travel/restore.js';
import { share } from '../internal/runtime/share.js';
import type { Snapshot } from '../internal/travel/snapshot.js';

/**
 * Makes a context that starts from a snapshot, and from nothing else. Locals and attributes that this thread does
 * not know are kept: for whoever declares them later, and for the next snapshot.
 *
 * @param options - As for a new Context.
 * @throws TypeError if `snapshot` is not one, or an option is not what it should be.
 */
export const contextFrom: (snapshot: Snapshot, options?: own.RestoreOptions) => Context = share(
  'contextFrom',
  own.contextFrom,
);

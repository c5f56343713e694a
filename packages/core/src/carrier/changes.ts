import type { Context } from '../types/context.js';
import { expectContext } from '../internal/context/context.js';
import * as restore from '../internal/travel/restore.js';
import { share } from '../internal/runtime/share.js';
import * as snapshot from '../internal/travel/snapshot.js';
import { record } from '../internal/context/context.js';

/**
 * Begins to record what is assigned and deleted in `context` itself: not in its children, nor inside of the values.
 *
 * @throws TypeError if `context` is not a Context.
 */
export const recordChanges: (context: Context) => void = share('recordChanges', (context) => {
  expectContext('context', context);
  record(context);
});

/**
 * Returns what was assigned and deleted in `context` since `recordChanges`, as far as the policies of the Locals let
 * it travel. This includes attributes that were assigned the value they already had: another context may have assigned
 * them meanwhile.
 *
 * @throws TypeError if `context` is not a Context.
 */
export const changesOf: (context: Context) => snapshot.Changes = share('changesOf', (context) => {
  expectContext('context', context);
  return snapshot.changesOf(context);
});

/**
 * Makes in `context` the changes that were made in another one, as far as the policies here let them.
 *
 * @throws TypeError if an argument is not what it should be.
 */
export const applyChanges: (context: Context, changes: snapshot.Changes) => void = share(
  'applyChanges',
  (context, changes) => {
    expectContext('context', context);
    restore.applyChanges(context, changes);
  },
);

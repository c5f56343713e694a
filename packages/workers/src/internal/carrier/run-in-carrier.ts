import { Context } from '@aiolocals/core';
import type { OnRefusal } from './on-refusal.js';
import { openCarrier } from './open-carrier.js';

/**
 * Runs `fn` in a new context with the state of the carrier, or outside any context if it was made there.
 *
 * @param onRefusal - What to do if the carrier is damaged or of a later version.
 */
export function runInCarrier<Args extends unknown[], Result>(
  carrier: unknown,
  onRefusal: OnRefusal,
  fn: (...args: Args) => Result,
  ...args: Args
): Result {
  let context: Context | undefined;
  try {
    context = openCarrier(carrier);
  } catch (error) {
    if (onRefusal === 'throw') throw error;
  }
  return context === undefined ? Context.exit(fn, ...args) : context.run(fn, ...args);
}

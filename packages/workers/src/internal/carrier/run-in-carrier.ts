import { Context } from '@aiolocals/core';
import { openCarrier } from '@aiolocals/core/carrier';
import type { RestoreOptions } from './restore-options.js';

/**
 * Runs `fn` in a new context with the state of the carrier, or outside any context if it was made there.
 *
 * @param options - What to do if the carrier is damaged or of a later version, and which state may arrive.
 * @throws CarrierError if the carrier is refused, unless the options say otherwise.
 */
export function runInCarrier<Args extends unknown[], Result>(
  carrier: unknown,
  options: RestoreOptions,
  fn: (...args: Args) => Result,
  ...args: Args
): Result {
  return runIn(contextOf(carrier, options), fn, ...args);
}

/**
 * Returns a new context with the state of the carrier, or undefined if there is to be none.
 *
 * @throws CarrierError as `runInCarrier` does.
 */
export function contextOf(
  carrier: unknown,
  { onRefusal, allow }: RestoreOptions,
): Context | undefined {
  try {
    return openCarrier(carrier, allow === undefined ? {} : { allow });
  } catch (error) {
    if (onRefusal === 'run-outside-context') return undefined;
    throw error;
  }
}

/** Runs `fn` in the context, which closes with it, or outside any. */
export function runIn<Args extends unknown[], Result>(
  context: Context | undefined,
  fn: (...args: Args) => Result,
  ...args: Args
): Result {
  return context === undefined ? Context.exit(fn, ...args) : context.run(fn, ...args);
}

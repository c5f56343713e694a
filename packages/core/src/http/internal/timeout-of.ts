import { isTimeout } from '../../internal/expect.js';
import { request as requestLocal } from '../../request.js';
import type { Context } from '../../types/context.js';
import type { RequestPolicy } from '../request-policy.js';
import { callOption, type OptionResult } from './call-option.js';

const TIMEOUT: OptionResult<number | undefined> = {
  option: 'timeout',
  what: 'a number of milliseconds, 0 or more, or undefined',
  isResult: (value) => value === undefined || isTimeout(value),
  otherwise: 'only `maxTimeout` limits the request',
};

/**
 * Returns the milliseconds until the deadline of a request: the smaller of `timeout`, which may be a function of the
 * request, and `maxTimeout`.
 *
 * @param context - The function runs in it.
 * @param args - What it is called with: the request first.
 * @param id - The id of the request, if the context does not have it yet.
 */
export function timeoutOf(
  context: Context,
  { timeout, maxTimeout }: RequestPolicy,
  args: readonly unknown[],
  id?: string,
): number | undefined {
  if (typeof timeout !== 'function') return timeout;
  const asked = context.enter(() => {
    if (id !== undefined) requestLocal.id = id;
    return callOption(TIMEOUT, timeout as (...given: unknown[]) => unknown, ...args);
  });
  const least = Math.min(asked ?? Infinity, maxTimeout ?? Infinity);
  return least === Infinity ? undefined : least;
}

import type { Context } from './types/context.js';
import { expectContext, lateUseOf } from './internal/context/context.js';
import { share } from './internal/runtime/share.js';

/**
 * Reports that `context` is used, and returns how many seconds ago it ended, if that is longer ago than the grace
 * period of `Context.configure`. Otherwise it returns `undefined`. Useful for a logger, which can say so on its line.
 *
 * A late use is published on the channel `aiolocals:context:late`, and each place that it comes from is warned of once.
 * New children and background tasks of a context that has ended are reported without a call.
 *
 * @throws TypeError if `context` is not a Context.
 *
 * @example
 * ```ts
 * import { Context, reportLateUse } from '@aiolocals/core';
 *
 * function fieldsOf(context: Context): object {
 *   const late = context.closed ? reportLateUse(context) : undefined;
 *   return late === undefined ? { ident: context.ident } : { ident: context.ident, late };
 * }
 * ```
 */
export const reportLateUse: (context: Context) => number | undefined = share(
  'reportLateUse',
  (context) => {
    expectContext('context', context);
    return lateUseOf(context);
  },
);

import type { Context } from '../types/context.js';
import * as own from '../internal/context/context.js';
import { share } from '../internal/runtime/share.js';

/**
 * Takes the next ident of the unit of work that `context` belongs to, for a task of it that runs elsewhere:
 * `REQ7f/3`.
 *
 * @throws TypeError if `context` is not a Context.
 */
export const nextIdent: (context: Context) => string = share('nextIdent', (context) => {
  own.expectContext('context', context);
  return own.nextIdent(context);
});

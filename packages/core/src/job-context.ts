import { Context, setRequestId, setRequestPath } from './internal/context/context.js';
import { expectFunction, expectName } from './internal/expect.js';
import { makeId } from './internal/make-id.js';
import { share } from './internal/runtime/share.js';

/**
 * Runs a job in a fresh context, from nothing, and returns what `fn` returns. In it `request.id` is a new id that
 * starts with `JOB`, and `request.path` is the name of the job.
 *
 * @param name - Of the job, for example `nightly-invoices`.
 * @throws TypeError if `name` is not a string with something in it, or `fn` not a function.
 *
 * @example
 * ```ts
 * import { jobContext, request } from '@aiolocals/core';
 *
 * await jobContext('nightly-invoices', async () => {
 *   console.log(request.id, request.path); // JOB3f… nightly-invoices
 * });
 * ```
 */
export const jobContext: <Result>(name: string, fn: () => Result) => Result = share(
  'jobContext',
  (name, fn) => {
    expectName('name', name);
    expectFunction('fn', fn);
    const ident = makeId('JOB');
    const context = new Context({ parent: null, ident, name });
    setRequestId(context, ident);
    setRequestPath(context, name);
    return context.run(fn);
  },
);

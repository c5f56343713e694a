import { optionsChecker } from './internal/check-options.js';
import { Context, requestId, setRequestId, setRequestPath } from './internal/context/context.js';
import { expectFunction, expectName, expectSignal, expectTimeout } from './internal/expect.js';
import { makeId } from './internal/make-id.js';
import { share } from './internal/runtime/share.js';
import { type Allow, expectAllow } from './internal/travel/allow.js';
import type { Carrier } from './internal/travel/carrier.js';
import { openCarrier } from './internal/travel/open-carrier.js';
import type { Context as ContextType, ContextOptions } from './types/context.js';

/** The options of {@link jobContext}. */
export interface JobOptions extends Pick<ContextOptions, 'signal' | 'timeout'> {
  /**
   * The `request.id` of the job, such as the id that the queue gave it.
   *
   * @default the id that `from` brings, or a new id that starts with `JOB`
   * @example
   * ```ts
   * import { jobContext } from '@aiolocals/core';
   *
   * declare const job: { id: string; run(): Promise<void> };
   * await jobContext('send-mail', { id: job.id }, () => job.run());
   * ```
   */
  readonly id?: string | undefined;
  /**
   * Where the job was ordered: what `captureContext` of `@aiolocals/workers` returned there. The job starts with the
   * state, the ident and the deadline of that context, as far as the policies of the Locals here let them arrive.
   * Without it, the job starts with empty state.
   *
   * @default undefined
   * @example
   * ```ts
   * import { jobContext } from '@aiolocals/core';
   * import type { Carrier } from '@aiolocals/core/carrier';
   *
   * declare const job: { data: { carrier?: Carrier; invoice: number } };
   * declare function sendInvoice(invoice: number): Promise<void>;
   * await jobContext('send-invoice', { from: job.data.carrier }, () => sendInvoice(job.data.invoice));
   * ```
   */
  readonly from?: Carrier | undefined;
  /**
   * Lets only this state arrive out of `from`: a list of keys of Locals, or for each key its attributes.
   *
   * @default what the policies allow
   */
  readonly allow?: Allow | undefined;
}

/** The type of {@link jobContext}. */
export interface JobContext {
  <Result>(name: string, fn: () => Result): Result;
  <Result>(name: string, options: JobOptions, fn: () => Result): Result;
}

const checkOptions = optionsChecker('jobContext', {
  id: expectName,
  from: () => {},
  allow: expectAllow,
  signal: expectSignal,
  timeout: expectTimeout,
});

/**
 * Runs a job in a context of its own, which has no parent, and returns what `fn` returns. In it `request.path` is the
 * name of the job, and `request.id` is a new id that starts with `JOB`, unless the options say otherwise.
 *
 * @param name - Of the job, for example `nightly-invoices`.
 * @throws TypeError if `name` is not a string with something in it, `fn` is not a function, or an option does not exist
 * or is not what it should be.
 * @throws CarrierError if `from` is damaged or of a later version.
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
export const jobContext: JobContext = share('jobContext', runJob);

function runJob<Result>(
  name: string,
  optionsOrFn: JobOptions | (() => Result),
  fnOrNothing?: () => Result,
): Result {
  expectName('name', name);
  const isShort = fnOrNothing === undefined;
  const fn = (isShort ? optionsOrFn : fnOrNothing) as () => Result;
  const options = isShort ? {} : (optionsOrFn as JobOptions);
  expectFunction('fn', fn);
  checkOptions(options);
  return contextOfJob(name, options).run(fn);
}

function contextOfJob(name: string, options: JobOptions): ContextType {
  const { id, from, allow, signal, timeout } = options;
  const limits = { name, ...given('signal', signal), ...given('timeout', timeout) };
  const arrived =
    from === undefined ? undefined : openCarrier(from, { ...limits, ...given('allow', allow) });
  const arrivedId = arrived === undefined ? '' : requestId(arrived);
  const ownId = id ?? (arrivedId || makeId('JOB'));
  const context = arrived ?? new Context({ ...limits, parent: null, ident: ownId });
  setRequestId(context, ownId);
  setRequestPath(context, name);
  return context;
}

/** Leaves out options that are not given: `undefined` is no valid value for them. */
function given<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { [Key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [Key in Name]: Value });
}

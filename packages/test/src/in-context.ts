import { Context, request } from '@aiolocals/core';
import { expectFunction } from '@aiolocals/core/options';
import { nextTurn } from './internal/next-turn.js';
import { report } from './internal/report-leaks.js';
import { watchContexts } from './internal/watch-contexts.js';
import { checkTestOptions, type TestContextOptions } from './test-context-options.js';

let tests = 0;

/**
 * Runs `fn` in a context of its own that has no parent, as a request has it, and returns a promise of what it returns.
 * Afterwards it reports the background tasks and child contexts that were started in it and are still open.
 *
 * @param options - The `request.id` and `request.path`, the values of Locals, and what to do about what is left open.
 * @throws TypeError if an option does not exist or is not what it should be.
 * @throws LeakedContextError, as a rejection, if something is left open and `leaks` is `fail`.
 *
 * @example
 * ```ts
 * import { request } from '@aiolocals/core';
 * import { inContext } from '@aiolocals/test';
 *
 * await inContext({ id: 'a1', path: '/orders' }, async () => {
 *   console.log(request.id, request.path); // a1 /orders
 * });
 * ```
 */
export function inContext<Result, const States extends readonly object[]>(
  options: TestContextOptions<States>,
  fn: () => Result,
): Promise<Awaited<Result>>;
/** Does the same with an id that is made up, and no options. */
export function inContext<Result>(fn: () => Result): Promise<Awaited<Result>>;
export function inContext<Result>(
  optionsOrFn: TestContextOptions | (() => Result),
  fnOrNothing?: () => Result,
): Promise<Awaited<Result>> {
  const isShort = typeof optionsOrFn === 'function';
  const options = isShort ? {} : optionsOrFn;
  const fn = isShort ? optionsOrFn : (fnOrNothing as () => Result);
  checkTestOptions('inContext', options);
  expectFunction('fn', fn);
  return run(options, fn);
}

async function run<Result>(
  options: TestContextOptions,
  fn: () => Result,
): Promise<Awaited<Result>> {
  const { id = `TEST${++tests}`, path = '', locals = [], leaks = 'fail' } = options;
  const context = new Context({ parent: null, ident: id });
  const watch = watchContexts(context);
  try {
    const result = await context.run(async () => {
      request.id = id;
      request.path = path;
      for (const [local, values] of locals) Object.assign(local, values);
      return await fn();
    });
    if (leaks !== 'ignore') {
      // Tasks that end together with the test need no more than this.
      await nextTurn();
      report(id, watch.open(), leaks);
    }
    return result;
  } finally {
    watch.stop();
  }
}

import { expectFunction } from '@aiolocals/core/options';
import { type Body, bodyInContext } from './internal/body-in-context.js';
import { checkTestOptions, type TestContextOptions } from './test-context-options.js';

type Callable<Result = unknown> = (...args: unknown[]) => Result;

/** The methods of `test` that take a title and a body too. */
const VARIANTS = new Set([
  'concurrent',
  'expectFailure',
  'fails',
  'failing',
  'only',
  'skip',
  'todo',
]);
/** The methods that return a function which takes a title and a body. */
const MAKERS = new Set(['each']);

/**
 * Returns a `test` that runs each body in a context of its own. Works for `test` and `it` of `node:test`, Jest and
 * mocha. `only`, `skip`, `todo` and `each` work as before. Hooks run outside.
 *
 * @param test - The `test` or `it` of the runner.
 * @param options - As for `inContext`. `request.path` is the title of the test by default.
 * @throws TypeError if `test` is not a function, or an option does not exist or is not what it should be.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import nodeTest from 'node:test';
 * import { request } from '@aiolocals/core';
 * import { contextTest } from '@aiolocals/test';
 *
 * const test = contextTest(nodeTest, { id: 'a1' });
 * test('knows its request', () => {
 *   assert.equal(request.id, 'a1');
 * });
 * ```
 */
export function contextTest<Test extends object, const States extends readonly object[]>(
  test: Test,
  options: TestContextOptions<States> = {},
): Test {
  expectFunction('test', test);
  checkTestOptions('contextTest', options);
  return wrap(test, options as TestContextOptions);
}

function wrap<Test extends object>(test: Test, options: TestContextOptions): Test {
  return new Proxy(test, {
    apply: (target, self, args: unknown[]) =>
      Reflect.apply(target as Callable, self, withBody(args, options)),
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== 'function' || typeof name !== 'string') return value;
      if (VARIANTS.has(name)) return wrap(value, options);
      if (MAKERS.has(name)) return maker(value, options);
      return value;
    },
  });
}

function maker(make: object, options: TestContextOptions): unknown {
  return new Proxy(make, {
    apply: (target, self, args: unknown[]) =>
      wrap(Reflect.apply(target as Callable<object>, self, args), options),
  });
}

/** Replaces the body, which is the last function: Jest takes a timeout behind it. */
function withBody(args: readonly unknown[], options: TestContextOptions): unknown[] {
  const at = args.findLastIndex((arg) => typeof arg === 'function');
  if (at === -1) return [...args];
  const body = args[at] as Body;
  const title = args.find((arg) => typeof arg === 'string') ?? body.name;
  return args.with(at, bodyInContext(body, { path: title, ...options }));
}

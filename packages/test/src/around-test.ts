import { inContext } from './in-context.js';
import { checkTestOptions, type TestContextOptions } from './test-context-options.js';

/** What `aroundEach` of Vitest takes. */
export type AroundTest = (
  runTest: () => Promise<void>,
  context: { readonly task: { readonly name: string } },
) => Promise<void>;

/**
 * Returns a function for `aroundEach` of Vitest 4.1 and later, which runs each test in a context of its own, together with
 * its `beforeEach` and `afterEach`. `request.path` is the title of the test.
 *
 * @param options - As for `inContext`.
 * @throws TypeError if an option does not exist or is not what it should be.
 *
 * @example
 * ```ts
 * import { request } from '@aiolocals/core';
 * import { aroundTest } from '@aiolocals/test';
 * import { aroundEach, expect, test } from 'vitest';
 *
 * aroundEach(aroundTest({ id: 'a1' }));
 * test('knows its request', () => {
 *   expect(request.id).toBe('a1');
 * });
 * ```
 */
export function aroundTest<const States extends readonly object[]>(
  options: TestContextOptions<States> = {},
): AroundTest {
  checkTestOptions('aroundTest', options);
  // Vitest reads the source of this function: a test with fixtures refuses a second parameter that is not destructured.
  return async (runTest, { task }) => {
    await inContext({ path: task.name, ...options }, runTest);
  };
}

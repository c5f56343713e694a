import type { ExpectedLine, Logged } from './expected-line.js';
import { find } from './internal/matching.js';

/** What a matcher returns to the runner. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** The matchers, for `expect.extend` of Vitest and Jest. */
export interface LogMatchers {
  /** Passes if a line with the expected fields was logged. */
  toHaveLogged(logged: Logged, expected: ExpectedLine): MatcherResult;
}

/**
 * The matchers, for `expect.extend`. Prefer to import `@aiolocals/test/vitest` or `@aiolocals/test/jest`, which call it and
 * bring the types.
 *
 * @example
 * ```ts
 * import { matchers } from '@aiolocals/test';
 * import { expect } from 'vitest';
 *
 * expect.extend({ ...matchers });
 * ```
 */
export const matchers: LogMatchers = {
  toHaveLogged(logged, expected) {
    const { isFound, ...words } = find(logged, expected);
    return {
      pass: isFound,
      message: () =>
        `Expected ${isFound ? 'no' : 'a'} line with ${words.wanted}, but ${words.logged}`,
    };
  },
};

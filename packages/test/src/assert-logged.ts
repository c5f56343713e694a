import { AssertionError } from 'node:assert';
import type { ExpectedLine, Logged } from './expected-line.js';
import { find } from './internal/matching.js';

/**
 * Throws an `AssertionError` unless a line with the expected fields was logged. The message shows the lines and in
 * which fields each differs. For `node:test` and mocha; Vitest and Jest have `toHaveLogged`.
 *
 * @param logged - What `captureLines` returned, lines, or a text of lines.
 * @param expected - The fields that the line has to have. It may have others.
 * @throws AssertionError if no line has them.
 *
 * @example
 * ```ts
 * import { assertLogged } from '@aiolocals/test';
 *
 * assertLogged(['orders: [/users#a1] info - loaded'], { requestId: 'a1', message: 'loaded' });
 * ```
 */
export function assertLogged(logged: Logged, expected: ExpectedLine): void {
  const finding = find(logged, expected);
  if (finding.isFound) return;
  const message = `Expected a line with ${finding.wanted}, but ${finding.logged}`;
  throw new AssertionError({ message, stackStartFn: assertLogged });
}

/**
 * Throws an `AssertionError` if a line with all of these fields was logged.
 *
 * @param logged - What `captureLines` returned, lines, or a text of lines.
 * @param unexpected - The fields that no line may have together.
 * @throws AssertionError if a line has them.
 *
 * @example
 * ```ts
 * import { assertNotLogged } from '@aiolocals/test';
 *
 * assertNotLogged(['orders: [/users#a1] info - loaded'], { level: 'error' });
 * ```
 */
export function assertNotLogged(logged: Logged, unexpected: ExpectedLine): void {
  const finding = find(logged, unexpected);
  if (!finding.isFound) return;
  const message = `Expected no line with ${finding.wanted}, but ${finding.logged}`;
  throw new AssertionError({ message, stackStartFn: assertNotLogged });
}

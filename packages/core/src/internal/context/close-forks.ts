import type { Context } from '../../types/context.js';

/**
 * Returns a function that closes the forks of a context and theirs: the innermost first, so that each closes before
 * what it was made from. In a loop, because forks may be nested deeper than the stack.
 */
export function forksCloser(
  take: (context: Context) => Iterable<Context>,
  close: (context: Context) => void,
): (context: Context) => void {
  return (context) => {
    const forks = [...take(context)];
    for (const fork of forks) forks.push(...take(fork));
    for (const fork of forks.toReversed()) close(fork);
  };
}

import { setTimeout } from 'node:timers/promises';
import { Context, Local, request } from '@aiolocals/core';
import { expected, expectFunction, optionsChecker } from '@aiolocals/core/options';

/** Uses a library once. */
export type Use = (
  /** Call it wherever the library calls code of yours. */
  see: () => void,
  /** Which of the uses it is, from 0. */
  index: number,
) => unknown;

/** The options of {@link probe}. */
export interface ProbeOptions {
  /**
   * How many contexts use the library at the same time.
   *
   * @default 100
   */
  readonly contexts?: number;
  /**
   * How often each use calls `see` at least.
   *
   * @default 1
   */
  readonly calls?: number;
  /**
   * Milliseconds to wait for calls after all uses are done.
   *
   * @default 5000
   */
  readonly patience?: number;
}

/** What {@link probe} counted: calls of `see`. */
export interface ProbeTally {
  /** In the context that used the library. */
  readonly kept: number;
  /** In no context. */
  readonly lost: number;
  /** In the context of another use. */
  readonly foreign: number;
  /** How many calls did not come. */
  readonly missing: number;
}

/** Of each option. */
const MOST = 1_000_000;
/** Each probe has ids of its own: a callback that a library kept from an earlier probe counts as foreign. */
let probes = 0;

const checkOptions = optionsChecker('probe', {
  contexts: expectCount,
  calls: expectCount,
  patience: expectCount,
});

/**
 * Uses a library in many contexts at the same time, and counts in which of them it calls back: in the right one, in
 * none, or in another. Useful before you rely on a library, and in its tests.
 *
 * @param use - Uses the library, and calls `see` from its callback. A promise that it returns is awaited.
 * @throws TypeError if `use` is not a function, or an option is unknown or not an integer from 1 to 1000000; and what `use` throws or
 * rejects with.
 *
 * @example
 * ```ts
 * import { EventEmitter } from 'node:events';
 * import { probe } from '@aiolocals/testing';
 *
 * const shared = new EventEmitter().setMaxListeners(0);
 * const tally = await probe((see, index) => {
 *   shared.once('all here', see);
 *   if (index === 99) shared.emit('all here');
 * });
 * console.log(tally);
 * ```
 *
 * ```text
 * { kept: 1, lost: 0, foreign: 99, missing: 0 }
 * ```
 */
export async function probe(use: Use, options: ProbeOptions = {}): Promise<ProbeTally> {
  expectFunction('use', use);
  checkOptions(options);
  const { contexts = 100, calls = 1, patience = 5000 } = options;
  const counts = { kept: 0, lost: 0, foreign: 0 };
  const seen = Array.from({ length: contexts }, () => 0);
  const isComplete = (): boolean => seen.every((count) => count >= calls);
  const completed = new AbortController();
  const probeNumber = (probes += 1);

  const uses = seen.map(async (_count, index) => {
    const id = `probe-${probeNumber}-${index}`;
    const see = (): void => {
      const current = Local.peek(request)?.id;
      if (current === undefined) counts.lost += 1;
      else if (current === id) counts.kept += 1;
      else counts.foreign += 1;
      seen[index] = (seen[index] ?? 0) + 1;
      if (isComplete()) completed.abort();
    };
    await new Context({ parent: null, ident: id }).run(async () => {
      request.id = id;
      await use(see, index);
    });
  });
  await Promise.all(uses);
  if (!isComplete()) await atMost(patience, completed.signal);
  const missing = seen.reduce((sum, count) => sum + Math.max(calls - count, 0), 0);
  return { ...counts, missing };
}

async function atMost(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(milliseconds, undefined, { signal });
  } catch {
    // All calls came.
  }
}

function expectCount(name: string, value: unknown): void {
  if (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MOST) return;
  throw expected(name, `an integer from 1 to ${MOST}`, value);
}

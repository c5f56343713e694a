import { type Context, Local } from '@aiolocals/core';

/** A held line. */
export interface HeldLine<Line> {
  readonly line: Line;
  readonly bytes: number;
}

/** The held lines of one request: of its context and of all contexts below that. */
export interface Holder<Line = unknown> {
  /** The lines are discarded when this context closes. */
  owner: Context | undefined;
  phase: 'holding' | 'released' | 'closed';
  lines: HeldLine<Line>[];
  /** How many of its lines were dropped because a limit was reached. */
  dropped: number;
}

/** The holder of the current context, which all contexts of its request share. */
export interface CurrentHolder<Line> {
  readonly holder: Holder<Line>;
}

/**
 * Makes the Local that has the holder of the current context.
 *
 * @param key - For a logger of which a process has one, whichever copy of a package configured it.
 */
export function currentHolder<Line>(key?: string): CurrentHolder<Line> {
  const declaration = {
    holder: (): Holder<Line> => ({ owner: undefined, phase: 'holding', lines: [], dropped: 0 }),
  };
  const options = { travels: false } as const;
  return key === undefined
    ? new Local<CurrentHolder<Line>>(declaration, options)
    : Local.for<CurrentHolder<Line>>(key, declaration, options);
}

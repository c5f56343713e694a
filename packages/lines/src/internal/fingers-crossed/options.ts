import { expected, optionsChecker } from '@aiolocals/core/options';

/** How many lines the fingers-crossed buffer holds, and which. */
export interface FingersCrossedOptions {
  /**
   * The level from which on a line releases the held lines of its request.
   *
   * @default 'error'
   */
  readonly level?: string;
  /**
   * The least important level that is held.
   *
   * @default 'debug'
   */
  readonly hold?: string;
  /**
   * The most lines that are held of one request. The oldest are dropped first.
   *
   * @default 1000
   */
  readonly lines?: number;
  /**
   * The most bytes that are held of all requests together. The oldest lines are dropped first.
   *
   * @default 10 * 2 ** 20
   */
  readonly bytes?: number;
  /**
   * The most requests of which lines are held. The lines of the oldest are dropped first.
   *
   * @default 1000
   */
  readonly contexts?: number;
}

/** The options, complete. */
export type HeldLimits = Required<FingersCrossedOptions>;

const checkOptions = optionsChecker('fingersCrossed', {
  level: expectLevel,
  hold: expectLevel,
  lines: expectLimit,
  bytes: expectLimit,
  contexts: expectLimit,
});

/** Throws a TypeError unless `value` is what the option `fingersCrossed` can be. */
export function expectFingersCrossed(name: string, value: unknown): void {
  if (typeof value === 'boolean') return;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw expected(name, 'a boolean or an object', value);
  checkOptions(value, name);
}

/** Returns the limits that the option asks for, or undefined if nothing is to be held. */
export function limitsOf(
  option: boolean | FingersCrossedOptions | undefined,
): HeldLimits | undefined {
  if (option === undefined || option === false) return undefined;
  const {
    level = 'error',
    hold = 'debug',
    lines = 1000,
    bytes = 10 * 2 ** 20,
    contexts = 1000,
  } = option === true ? {} : option;
  return { level, hold, lines, bytes, contexts };
}

function expectLevel(name: string, value: unknown): void {
  if (typeof value !== 'string' || value === '') throw expected(name, 'the name of a level', value);
}

function expectLimit(name: string, value: unknown): void {
  if (typeof value !== 'number' || !(value >= 1))
    throw expected(name, 'a number, 1 or more', value);
}

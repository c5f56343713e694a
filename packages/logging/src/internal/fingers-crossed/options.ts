import { expected } from '@aiolocals/core/options';

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

const DEFAULTS: HeldLimits = {
  level: 'error',
  hold: 'debug',
  lines: 1000,
  bytes: 10 * 2 ** 20,
  contexts: 1000,
};

/** Returns the limits that the option asks for, or undefined if nothing is to be held. */
export function limitsOf(
  option: boolean | FingersCrossedOptions | undefined,
): HeldLimits | undefined {
  if (option === undefined || option === false) return undefined;
  if (option === true) return DEFAULTS;
  if (typeof option !== 'object' || option === null)
    throw expected('fingersCrossed', 'a boolean or an object', option);
  const limits = { ...DEFAULTS, ...withoutUndefined(option) };
  for (const name of ['level', 'hold'] as const) {
    if (typeof limits[name] !== 'string' || limits[name] === '')
      throw expected(`fingersCrossed.${name}`, 'the name of a level', limits[name]);
  }
  for (const name of ['lines', 'bytes', 'contexts'] as const) {
    if (!(limits[name] >= 1))
      throw expected(`fingersCrossed.${name}`, 'a number, 1 or more', limits[name]);
  }
  return limits;
}

function withoutUndefined(option: FingersCrossedOptions): Partial<HeldLimits> {
  return Object.fromEntries(Object.entries(option).filter(([, value]) => value !== undefined));
}

import { expected } from '../expect.js';
import type { HeldLimits } from './held-lines.js';

/** How much is held back, and what lets it out. */
export interface FingersCrossedOptions {
  /** The level that lets the lines of its request out. `error` by default. */
  readonly level?: string;
  /** The least important level that is held. `debug` by default. */
  readonly hold?: string;
  /** How many lines of one request are held; the oldest go first. 1,000 by default. */
  readonly lines?: number;
  /** How many bytes are held of all requests. 10 MiB by default. */
  readonly bytes?: number;
  /** How many requests have lines held. 1,000 by default. */
  readonly contexts?: number;
}

const DEFAULTS: HeldLimits = {
  level: 'error',
  hold: 'debug',
  lines: 1000,
  bytes: 10 * 2 ** 20,
  contexts: 1000,
};

/** The limits that the option asks for; undefined if nothing is to be held. */
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

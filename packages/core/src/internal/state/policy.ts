import type { LocalPolicy } from '../../types/local.js';
import { optionsChecker } from '../check-options.js';
import { expected } from '../expect.js';

/** Which attributes may leave the thread: all, or those listed. */
export type Travels = true | readonly string[];

const checkPolicy = optionsChecker('Local.for', { travels: expectTravels });

/** Returns what `policy` says of travelling. Throws a TypeError if it is no policy. */
export function travelsOf(policy: LocalPolicy | undefined): Travels {
  if (policy === undefined) return true;
  checkPolicy(policy, 'policy');
  const { travels = true } = policy;
  return travels === false ? [] : travels;
}

function expectTravels(name: string, travels: unknown): void {
  if (typeof travels === 'boolean') return;
  if (Array.isArray(travels) && travels.every((each) => typeof each === 'string')) return;
  throw expected(name, 'a boolean or an array of attribute names', travels);
}

/** Whether the attribute may leave the thread. */
export function mayTravel(travels: Travels, name: string): boolean {
  return travels === true || travels.includes(name);
}

/** What both allow: the strictest wins. Returns the first itself if it is not narrowed. */
export function intersect(first: Travels, second: Travels): Travels {
  if (first === true) return second;
  if (second === true) return first;
  const both = first.filter((name) => second.includes(name));
  return both.length === first.length ? first : both;
}

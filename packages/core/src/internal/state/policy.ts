import type { LocalPolicy } from '../../types/local.js';
import { expected } from '../expect.js';

/** Which attributes may leave the thread: all, or those listed. */
export type Travels = true | readonly string[];

/** Throws unless `policy` is one; returns what of it concerns travelling. */
export function expectPolicy(policy: LocalPolicy | undefined): Travels {
  if (policy === undefined) return true;
  if (typeof policy !== 'object' || policy === null) throw expected('policy', 'an object', policy);
  const { travels = true } = policy;
  if (typeof travels === 'boolean') return travels || [];
  if (Array.isArray(travels) && travels.every((name) => typeof name === 'string')) return travels;
  throw expected('policy.travels', 'a boolean or an array of attribute names', travels);
}

/** Whether the attribute may leave the thread. */
export function mayTravel(travels: Travels, name: string): boolean {
  return travels === true || travels.includes(name);
}

/** What both allow: the strictest wins. */
export function intersect(first: Travels, second: Travels): Travels {
  if (first === true) return second;
  if (second === true) return first;
  return first.filter((name) => second.includes(name));
}

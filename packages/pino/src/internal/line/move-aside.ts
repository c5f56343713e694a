import { SHADOWED } from '@aiolocals/lines/logger';
import { type Member, membersOf } from './top-level.js';

const SHADOWED_KEY = JSON.stringify(SHADOWED);

/** A line with the fields of the request in it. */
export interface LineWithFields {
  readonly line: string;
  /** The fields as they are written, with a comma before each. */
  readonly text: string;
  /** Where in the line the fields begin. */
  readonly at: number;
  /** What the line ends with, from its brace on. */
  readonly end: string;
  /** The keys of the fields as they are written, with their colons. */
  readonly keys: readonly string[];
}

/**
 * Returns the line with every other member that has the key of a field moved under `shadowed`. Readers of JSON disagree
 * about which of two members with the same key counts.
 */
export function moveAside({ line, text, at, end, keys }: LineWithFields): string {
  const before = line.slice(0, at);
  const after = line.slice(at + text.length);
  // The key may only be inside another value. Then nothing is moved.
  if (!keys.some((key) => after.includes(key) || before.includes(key))) return line;
  const members = membersOf(before + after);
  const taken = new Set(keys.map((key) => key.slice(0, -1)));
  if (members === undefined || !members.some(({ key }) => taken.has(key))) return line;
  // A member of the caller with that name would be there twice.
  taken.add(SHADOWED_KEY);
  const isKept = ({ key }: Member): boolean => !taken.has(key);
  const first = membersOf(`${before}}`) ?? [];
  const kept = [first, members.slice(first.length)].map((some) => written(some.filter(isKept)));
  const moved = numbered(members.filter((member) => !isKept(member)));
  const shadowed = `${SHADOWED_KEY}:{${written(moved)}}`;
  const parts = [kept[0], text.slice(1), kept[1], shadowed].filter((part) => part !== '');
  return `{${parts.join(',')}${end}`;
}

function written(members: readonly Member[]): string {
  return members.map(({ key, value }) => `${key}:${value}`).join(',');
}

/** Numbers members with the same key, such as a binding and a field of the call: `requestId` and `requestId2`. */
function numbered(members: readonly Member[]): Member[] {
  const count = new Map<string, number>();
  return members.map(({ key, value }) => {
    const times = (count.get(key) ?? 0) + 1;
    count.set(key, times);
    return times === 1 ? { key, value } : { key: `${key.slice(0, -1)}${times}"`, value };
  });
}

import { SHADOWED } from '@aiolocals/lines/logger';
import { type Member, membersOf } from './top-level.js';

const SHADOWED_KEY = JSON.stringify(SHADOWED);

/**
 * Adds members to the end of a line of JSON. What the line has under their keys already goes under `shadowed`: readers of
 * JSON disagree about which of two members with the same key counts.
 *
 * @param end - What the line ends with, from its brace on.
 * @param keys - The keys of the members, as they are written.
 * @param text - The members, with a comma before each.
 */
export function addMembers(
  line: string,
  end: string,
  keys: readonly string[],
  text: string,
): string {
  for (const key of keys) {
    // It can be inside of another value, too. Then nothing is moved.
    if (line.includes(key)) return addToCleared(line, end, keys, text);
  }
  return `${line.slice(0, -end.length)}${text}${end}`;
}

function addToCleared(line: string, end: string, keys: readonly string[], text: string): string {
  const members = membersOf(line);
  const taken = new Set(keys.map((key) => key.slice(0, -1)));
  if (members === undefined || !members.some(({ key }) => taken.has(key)))
    return `${line.slice(0, -end.length)}${text}${end}`;
  // One of the caller's that is called so would be there twice.
  taken.add(SHADOWED_KEY);
  const kept = members.filter(({ key }) => !taken.has(key));
  const shadowed = members.filter(({ key }) => taken.has(key));
  const own = kept.length === 0 ? text.slice(1) : text;
  return `{${written(kept)}${own},${SHADOWED_KEY}:{${written(numbered(shadowed))}}${end}`;
}

function written(members: readonly Member[]): string {
  return members.map(({ key, value }) => `${key}:${value}`).join(',');
}

/** Two members with one key, a binding and a field of the call, become `requestId` and `requestId2`. */
function numbered(members: readonly Member[]): Member[] {
  const count = new Map<string, number>();
  return members.map(({ key, value }) => {
    const times = (count.get(key) ?? 0) + 1;
    count.set(key, times);
    return times === 1 ? { key, value } : { key: `${key.slice(0, -1)}${times}"`, value };
  });
}

/** A member of an object in JSON: its key and its value, as they are written. */
export interface Member {
  readonly key: string;
  readonly value: string;
}

const QUOTE = 34;
const BACKSLASH = 92;

/**
 * Returns the members of the object that a line of JSON is, in their order and as they are written, or undefined if the
 * line is something else. A formatter or a timestamp of the user can cause that.
 */
export function membersOf(line: string): Member[] | undefined {
  const members: Member[] = [];
  if (line[0] !== '{') return undefined;
  let at = 1;
  while (line.charCodeAt(at) === QUOTE) {
    const endOfKey = endOfText(line, at);
    if (line[endOfKey] !== ':') return undefined;
    const endOfValue = endOf(line, endOfKey + 1);
    if (endOfValue === undefined) return undefined;
    members.push({ key: line.slice(at, endOfKey), value: line.slice(endOfKey + 1, endOfValue) });
    if (line[endOfValue] === '}') return members;
    at = endOfValue + 1;
  }
  return undefined;
}

/** Returns the index after a text that begins at `at`. */
function endOfText(line: string, at: number): number {
  for (let index = at + 1; index < line.length; index++) {
    const code = line.charCodeAt(index);
    if (code === BACKSLASH) index += 1;
    else if (code === QUOTE) return index + 1;
  }
  return line.length;
}

/** Returns the index of what ends a value: the comma after it, or the brace of the object that it is in. */
function endOf(line: string, at: number): number | undefined {
  let depth = 0;
  for (let index = at; index < line.length;) {
    const character = line[index];
    if (character === '"') {
      index = endOfText(line, index);
      continue;
    }
    if (depth === 0 && (character === ',' || character === '}')) return index;
    if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    index += 1;
  }
  return undefined;
}

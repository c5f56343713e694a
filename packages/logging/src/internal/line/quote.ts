import { escapeJson } from '@aiolocals/lines/logger';

const MAX_REMEMBERED = 1000;
/** Remembering a longer text would save little and take much memory. */
const MAX_REMEMBERED_LENGTH = 64;
const MAX_STRING_LENGTH = 1_000_000;
/** How many fields of a line are compared with those of the line before. */
const PLACES = 32;

// Anything but printable ASCII without the quote and the backslash.
const UNUSUAL = /[^ !#-[\]-~]/;

const names = new Map<string, string>();
/** The names in the line before, by their places, and the same names quoted. */
const placed: { readonly names: (string | undefined)[]; readonly quoted: string[] } = {
  names: Array.from({ length: PLACES }, () => undefined),
  quoted: Array.from({ length: PLACES }, () => ''),
};

/**
 * Returns the text as a JSON string on one line.
 *
 * @param most - How many of its characters are shown at most.
 */
export function quote(text: string, most: number = MAX_STRING_LENGTH): string {
  const shown = text.length > most || text.length > MAX_STRING_LENGTH ? shorten(text, most) : text;
  return UNUSUAL.test(shown) ? escapeJson(JSON.stringify(shown)) : `"${shown}"`;
}

/** Returns the text as it stands between the quotes of a JSON string on one line. */
export function unquoted(text: string): string {
  return UNUSUAL.test(text) || text.length > MAX_STRING_LENGTH ? quote(text).slice(1, -1) : text;
}

/**
 * Returns the name as a JSON string between its comma and its colon, and remembers it: most lines have the same names.
 *
 * @param isFirst - The first field of an object has no comma before it.
 */
export function quoteName(name: string, isFirst: boolean): string {
  const quoted = names.get(name) ?? remember(name, `,${quote(name)}:`);
  return isFirst ? quoted.slice(1) : quoted;
}

/**
 * Returns the name of a field of an entry between its comma and its colon. Most lines have the same names in the same
 * places as the line before: a comparison costs a tenth of a look-up.
 */
export function quoteNameAt(place: number, name: string): string {
  if (placed.names[place] === name) return placed.quoted[place] as string;
  const quoted = quoteName(name, false);
  if (place < PLACES && name.length <= MAX_REMEMBERED_LENGTH) {
    placed.names[place] = name;
    placed.quoted[place] = quoted;
  }
  return quoted;
}

/** Stops at a limit: names can come from data, so there is no end of them. */
function remember(name: string, quoted: string): string {
  // A slice of a caller's text would keep all of that text in memory.
  if (names.size < MAX_REMEMBERED && name.length <= MAX_REMEMBERED_LENGTH)
    names.set(
      Buffer.from(name, 'utf16le').toString('utf16le'),
      Buffer.from(quoted, 'utf16le').toString('utf16le'),
    );
  return quoted;
}

/** Returns the beginning of a text, and says how much is left out. */
function shorten(text: string, most: number): string {
  const length = Math.min(most, MAX_STRING_LENGTH);
  return `${text.slice(0, length)}… [${text.length - length} more characters]`;
}

const MAX_REMEMBERED = 1000;
/** Of a longer text little is saved, and much would be kept. */
const MAX_REMEMBERED_LENGTH = 64;
const MAX_STRING_LENGTH = 1_000_000;

// Anything but printable ASCII without the quote and the backslash.
const UNUSUAL = /[^ !#-[\]-~]/;
// Valid in JSON strings, but terminals and editors take them for line ends, commands and a change of direction.
const UNSAFE = /[\u007F-\u009F\u2028-\u202E\u2066-\u2069]/g;

const names = new Map<string, string>();

/** Returns the text as a JSON string on one line. */
export function quote(text: string): string {
  const shown = text.length > MAX_STRING_LENGTH ? shorten(text, MAX_STRING_LENGTH) : text;
  return UNUSUAL.test(shown) ? quoteUnusual(shown) : `"${shown}"`;
}

/** Returns the text as it stands between the quotes of a JSON string on one line. */
export function unquoted(text: string): string {
  return UNUSUAL.test(text) || text.length > MAX_STRING_LENGTH ? quote(text).slice(1, -1) : text;
}

function quoteUnusual(text: string): string {
  const json = JSON.stringify(text);
  // Counting bytes and looking for one character take no time; the expression would read a stack once more.
  if (Buffer.byteLength(json) === json.length && !json.includes('\u007F')) return json;
  return json.replace(
    UNSAFE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
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

/** Stops at a limit: names can come from data, without end. */
function remember(name: string, quoted: string): string {
  // A slice of a caller's text would keep all of that text in memory.
  if (names.size < MAX_REMEMBERED && name.length <= MAX_REMEMBERED_LENGTH)
    names.set(
      Buffer.from(name, 'utf16le').toString('utf16le'),
      Buffer.from(quoted, 'utf16le').toString('utf16le'),
    );
  return quoted;
}

/** Returns the beginning of a text, and how much is left out. */
export function shorten(text: string, length: number): string {
  return `${text.slice(0, length)}… [${text.length - length} more characters]`;
}

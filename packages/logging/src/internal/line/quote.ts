const MAX_REMEMBERED = 1000;
const MAX_STRING_LENGTH = 1_000_000;

// Anything but printable ASCII without the quote and the backslash.
const UNUSUAL = /[^ !#-[\]-~]/;
// Valid in JSON strings, but terminals and editors take them for line ends and commands.
const UNSAFE = /[\u007F-\u009F\u2028\u2029]/g;

const values = new Map<string, string>();
const names = new Map<string, string>();

/** Returns the text as a JSON string on one line. */
export function quote(text: string): string {
  const shown = text.length > MAX_STRING_LENGTH ? shorten(text) : text;
  if (!UNUSUAL.test(shown)) return `"${shown}"`;
  return JSON.stringify(shown).replace(
    UNSAFE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Does the same as `quote`, and remembers the result: for texts of which there are few, such as levels. */
export function quoteValue(text: string): string {
  return values.get(text) ?? remember(values, text, quote(text));
}

/** Returns the name as a JSON string with its colon, and remembers it: most lines have the same names. */
export function quoteName(name: string): string {
  return names.get(name) ?? remember(names, name, `${quote(name)}:`);
}

/** Stops at a limit: names can come from data, without end. */
function remember(known: Map<string, string>, text: string, quoted: string): string {
  if (known.size < MAX_REMEMBERED) known.set(text, quoted);
  return quoted;
}

function shorten(text: string): string {
  return `${text.slice(0, MAX_STRING_LENGTH)}… [${text.length - MAX_STRING_LENGTH} more characters]`;
}

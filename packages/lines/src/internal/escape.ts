// Line ends, terminal commands, and the marks that reverse the direction of the text after them.
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNSAFE = /[\u0000-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069]/;
const EVERY_UNSAFE: RegExp = new RegExp(UNSAFE, 'g');

// Those of them that JSON allows in strings.
const UNSAFE_IN_JSON = /[\u007F-\u009F\u2028-\u202E\u2066-\u2069]/g;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Escapes each character that could end a line or control a terminal, so that the text stays on one line. */
export function escapeLine(text: string): string {
  if (!UNSAFE.test(text)) return text;
  return text.replace(EVERY_UNSAFE, (character) => {
    const code = character.charCodeAt(0);
    const hex = code < 0x100 ? `x${code.toString(16).padStart(2, '0')}` : `u${code.toString(16)}`;
    return SHORT[character] ?? `\\${hex}`;
  });
}

/** Escapes, in a text of JSON, what JSON allows in strings and a line must not have. Parsed, the JSON is the same. */
export function escapeJson(json: string): string {
  // Counting bytes and looking for one character are fast. The regular expression would read a long stack once more.
  if (Buffer.byteLength(json) === json.length && !json.includes('\u007F')) return json;
  return json.replace(
    UNSAFE_IN_JSON,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

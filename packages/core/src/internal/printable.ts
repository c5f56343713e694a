/** Line breaks, other control characters, marks that change the direction of text, and surrogates. */
const UNPRINTABLE = /[^\x20-\x7e\u00a0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd]/g;
const ID = /^[\x21-\x7e]{1,1024}$/;

/** Returns the text with each character that could forge a line, or hide one, as `\uXXXX`. */
export function escapeUnprintable(text: string): string {
  return text.replaceAll(
    UNPRINTABLE,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Returns the text escaped, and cut to as many characters. A cut text ends in `…`. */
export function escapeAndCut(text: string, most: number): string {
  // Cut before too: to escape what is cut off afterwards would be work that a sender chooses.
  const escaped = escapeUnprintable(text.slice(0, most + 1));
  return escaped.length > most ? `${escaped.slice(0, most - 1)}…` : escaped;
}

/** Whether `id` may stand on a log line and in a header: 1 to 1024 characters of visible ASCII. */
export function isPrintableId(id: unknown): id is string {
  return typeof id === 'string' && ID.test(id);
}

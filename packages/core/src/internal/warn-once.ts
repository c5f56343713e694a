/** What was warned of, by code and subject. */
const warned = new Set<string>();

/**
 * Warns of something unless it was warned of before.
 *
 * @param code - Stable, for `--disable-warning` and listeners of `warning`: `AIOLOCALS_…`.
 * @param message - Returns the text. Not called if nothing is said.
 * @param subject - What it is about, where there is a warning for each.
 */
export function warnOnce(code: string, message: () => string, subject = ''): void {
  const key = `${code} ${subject}`;
  if (warned.has(key)) return;
  warned.add(key);
  process.emitWarning(message(), { type: 'AiolocalsWarning', code });
}

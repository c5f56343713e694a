import { escapeLine } from './escape.js';

/** Subjects can come from the data of callers, so their number is limited. */
const MAX_WARNINGS = 100;
const warned = new Set<string>();

/** Emits a process warning, once for each pair of code and subject. */
export function warnOnce(code: string, subject: string, message: string): void {
  const key = `${code} ${subject}`;
  if (warned.has(key) || warned.size >= MAX_WARNINGS) return;
  warned.add(key);
  // The message can quote what a caller passed.
  process.emitWarning(escapeLine(message), { type: 'AiolocalsWarning', code });
}

import { escapeLine } from './escape.js';

const LIMIT = 100;
const told = new Set<string>();

/**
 * Emits a process warning, once for each code and subject. Subjects can come from callers, so their number is limited.
 */
export function warnOnce(code: string, subject: string, message: string): void {
  const key = `${code} ${subject}`;
  if (told.has(key) || told.size >= LIMIT) return;
  told.add(key);
  // It may quote what a caller passed.
  process.emitWarning(escapeLine(message), { type: 'AiolocalsWarning', code });
}

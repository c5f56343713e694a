import { escapeLine } from './escape.js';

/** Subjects can come from the data of callers, so their number is limited: for each code, so that none uses up another's. */
const MAX_SUBJECTS = 100;
const MAX_SUBJECT_LENGTH = 100;
const warned = new Map<string, Set<string>>();

/** Emits a process warning, once for each pair of code and subject. */
export function warnOnce(code: string, subject: string, message: string): void {
  let subjects = warned.get(code);
  if (subjects === undefined) warned.set(code, (subjects = new Set()));
  const key = subject.slice(0, MAX_SUBJECT_LENGTH);
  if (subjects.has(key) || subjects.size >= MAX_SUBJECTS) return;
  subjects.add(key);
  // The message can quote what a caller passed.
  process.emitWarning(escapeLine(message), { type: 'AiolocalsWarning', code });
}

import process from 'node:process';

const given = new Set<string>();

/** Emits a process warning, the first time in this thread for this code. */
export function warnOnce(code: string, message: string): void {
  if (given.has(code)) return;
  given.add(code);
  process.emitWarning(message, { type: 'AiolocalsWarning', code });
}

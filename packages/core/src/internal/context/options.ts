import type { ContextOptions } from '../../types/context.js';
import { definitionOf } from '../state/definition.js';
import { expected, expectName, expectTimeout } from '../expect.js';

/** Throws a TypeError for the first option that is not what it should be. */
export function expectContextOptions(options: ContextOptions): void {
  if (typeof options !== 'object' || options === null)
    throw expected('options', 'an object', options);
  const { locals, ident, name, signal, timeout, detached } = options;
  if (locals !== undefined) expectLocals(locals);
  if (ident !== undefined) expectName('ident', ident);
  if (name !== undefined) expectName('name', name);
  if (signal !== undefined && !isAbortSignal(signal))
    throw expected('signal', 'an AbortSignal', signal);
  if (timeout !== undefined) expectTimeout('timeout', timeout);
  if (detached !== undefined && typeof detached !== 'boolean')
    throw expected('detached', 'a boolean', detached);
}

function expectLocals(locals: unknown): void {
  if (!Array.isArray(locals)) throw expected('locals', 'an array of Locals', locals);
  locals.forEach((local: unknown, index) => definitionOf(local, `locals[${index}]`));
}

/** By its shape: test runners bring an AbortSignal of their own. */
function isAbortSignal(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return 'aborted' in value && 'addEventListener' in value;
}

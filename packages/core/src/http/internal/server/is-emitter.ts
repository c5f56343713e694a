import { EMITTER_METHODS } from '../../../internal/storage/emitter-methods.js';

/** Whether something has all methods of an emitter, and can be given others. */
export function isExtensibleEmitter(target: unknown): boolean {
  if (typeof target !== 'object' || target === null || !Object.isExtensible(target)) return false;
  const emitter = target as Record<string, unknown>;
  return (
    typeof emitter['emit'] === 'function' &&
    EMITTER_METHODS.every((name) => typeof emitter[name] === 'function')
  );
}

import { EMITTER_METHODS } from './emitter-methods.js';

/**
 * Returns the names of the methods that something lacks to be an emitter. Its methods count, not its class: ioredis and
 * knex copy the methods, and a realm or a package has a class of its own.
 */
export function missingMethods(target: object): string[] {
  const methods = target as Record<string, unknown>;
  return EMITTER_METHODS.filter((name) => typeof methods[name] !== 'function');
}

/** Whether something has all methods of an emitter, and can be given others. */
export function isExtensibleEmitter(target: unknown): boolean {
  if (typeof target !== 'object' || target === null || !Object.isExtensible(target)) return false;
  const { emit } = target as Record<string, unknown>;
  return typeof emit === 'function' && missingMethods(target).length === 0;
}

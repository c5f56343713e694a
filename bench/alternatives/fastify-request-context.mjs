// @ts-check
import { asyncLocalStorage, requestContext } from '@fastify/request-context';

// Its types name only what the application has declared; its plugin runs the storage as is done here.
/** @type {{ get(key: string): unknown, set(key: string, value: string): void }} */
const context = requestContext;
/** @type {import('node:async_hooks').AsyncLocalStorage<object>} */
const storage = asyncLocalStorage;

/** @type {import('./raw.mjs').Alternative} */
export const fastifyRequestContext = {
  run: (id, path, fn) => storage.run({ id, path }, fn),
  read: () => context.get('id'),
  write: (id) => context.set('id', id),
  current: () => storage.getStore(),
};

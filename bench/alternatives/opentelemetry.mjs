// @ts-check
import { context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const ID = createContextKey('id');
const PATH = createContextKey('path');

/** Its contexts are immutable: to write is to make a child. @type {import('./raw.mjs').Alternative} */
export const openTelemetry = {
  run: (id, path, fn) => context.with(ROOT_CONTEXT.setValue(ID, id).setValue(PATH, path), fn),
  child: (fn) => context.with(context.active().setValue(PATH, ''), fn),
  read: () => context.active().getValue(ID),
  current: () => context.active(),
};

export { captureContext } from './capture-context.js';
export { ContextWorker } from './context-worker.js';
export { contextTask, withContext } from './context-task.js';
export { CarrierError, UncloneableError } from './internal/errors.js';
export { onMessage, sendMessage } from './messages.js';
export { preserveContextInWorkers } from './preserve-context-in-workers.js';
export { restoreContext } from './restore-context.js';

export type { ContextTask, WithContext } from './context-task.js';
export type { Carrier } from './internal/carrier/carrier.js';
export type { MessageSource, MessageTarget } from './messages.js';
export type { RestoreContextOptions } from './restore-context.js';

export { captureContext } from './capture-context.js';
export { contextTask } from './context-task.js';
export { ContextWorker } from './context-worker.js';
export { CarrierError, UncloneableError } from './internal/errors.js';
export { onMessage } from './on-message.js';
export { preserveContextInWorkers } from './preserve-context-in-workers.js';
export { restoreContext } from './restore-context.js';
export { sendMessage } from './send-message.js';
export { withContext } from './with-context.js';

export type { ContextTask } from './context-task.js';
export type { Carrier } from './internal/carrier/carrier.js';
export type { MessageSource } from './on-message.js';
export type { RestoreContextOptions } from './restore-context.js';
export type { MessageTarget } from './send-message.js';
export type { WithContext } from './with-context.js';

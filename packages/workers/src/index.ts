export { captureContext } from './capture-context.js';
export { contextTask } from './context-task.js';
export { ContextWorker } from './context-worker.js';
export { UncloneableError } from './internal/errors.js';
export { onMessage } from './on-message.js';
export { preserveContextInWorkers } from './preserve-context-in-workers.js';
export { restoreContext } from './restore-context.js';
export { sendMessage } from './send-message.js';
export { withContext } from './with-context.js';

export { CarrierError, type Carrier } from '@aiolocals/core/carrier';
export type { ContextTask } from './context-task.js';
export type { MessageSource } from './on-message.js';
export type { RestoreContextOptions } from './restore-context.js';
export type { MessageTarget } from './send-message.js';
export type { WithContext } from './with-context.js';

export { ContextPool } from './context-pool.js';
export { TaskLostError } from './internal/errors.js';

export type { ContextPoolOptions } from './internal/prepare-pool.js';
export type { ContextRunOptions } from './internal/run-options.js';

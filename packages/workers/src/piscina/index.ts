export { ContextPool } from './context-pool.js';
export { TaskLostError } from './internal/errors.js';

export type { ContextPoolOptions } from './internal/pool-options.js';
export type { ContextRunOptions } from './internal/run-options.js';

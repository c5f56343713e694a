export { logging } from './internal/level/context-level.js';

export type { LoggingState } from './internal/level/context-level.js';

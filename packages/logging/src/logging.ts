export { logging, type LoggingState } from './internal/logger/context-level.js';

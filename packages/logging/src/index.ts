export { attachContext } from './attach-context.js';
export { configureLogging } from './configure-logging.js';
export { LogConfiguration } from './log-configuration.js';
export { RequestIdFilter } from './request-id-filter.js';

export type { LoggingOptions } from './configure-logging.js';
export type { ContextLogger, FlushOptions } from './internal/flush.js';

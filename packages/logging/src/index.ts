export { attachContext } from './attach-context.js';
export { configureLogging } from './configure-logging.js';
export { LogConfiguration } from './log-configuration.js';
export { logging } from './logging.js';
export { RequestIdFilter } from './request-id-filter.js';

export type { ConfiguredLogger } from './configure-logging.js';
export type { AttachOptions } from './attach-context.js';
export type {
  AccessLogOptions,
  FieldOption,
  FieldSelection,
  FingersCrossedOptions,
  HeldFigures,
  Redaction,
  RequestFields,
} from '@aiolocals/lines/logger';
export type { ContextLogger, FlushOptions } from './internal/transport/flush.js';
export type { LoggingState } from './logging.js';
export type { LoggingOptions } from './logging-options.js';

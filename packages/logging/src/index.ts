export { attachContext } from './attach-context.js';
export { configureLogging } from './configure-logging.js';
export { LogConfiguration } from './log-configuration.js';
export { logging } from './logging.js';
export { RequestIdFilter } from './request-id-filter.js';

export type { ConfiguredLogger } from './configure-logging.js';
export type { AttachOptions } from './attach-context.js';
export type { AccessLogOptions } from './internal/access-log/access-log.js';
export type { FieldOption, FieldSelection, Redaction } from './internal/entry/field-selection.js';
export type { RequestFields } from './internal/entry/request-fields.js';
export type { HeldFigures } from './internal/fingers-crossed/held-figures.js';
export type { FingersCrossedOptions } from './internal/fingers-crossed/options.js';
export type { ContextLogger, FlushOptions } from './internal/transport/flush.js';
export type { LoggingState } from './logging.js';
export type { LoggingOptions } from './logging-options.js';

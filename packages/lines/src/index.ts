export { attachConsole } from './attach-console.js';
export { formatArgs } from './format-args.js';
export { logging } from './internal/level/context-level.js';
export { sentryProcessor } from './sentry-processor.js';
export { traceFields } from './trace-fields.js';

export type { ConsoleOptions } from './attach-console.js';
export type { FieldOption, FieldSelection, Redaction } from './internal/fields/field-selection.js';
export type { RequestFields } from './internal/fields/request-fields.js';
export type { LoggingState } from './internal/level/context-level.js';
export type { LineRequest, Prefix } from './internal/prefix.js';
export type { SentryOptions } from './sentry-processor.js';

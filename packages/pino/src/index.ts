export { attachContext } from './attach-context.js';
export { configurePino } from './configure-pino.js';
export { flush } from './flush.js';
export { logging } from '@aiolocals/lines/logger';

export type { AttachOptions } from './attach-context.js';
export type { ConfiguredPino, PinoLoggingOptions } from './configure-pino.js';
export type { FlushOptions } from './flush.js';
export type {
  AccessLogOptions,
  FieldOption,
  FieldSelection,
  FingersCrossedOptions,
  HeldFigures,
  LoggingState,
  Redaction,
  RequestFields,
} from '@aiolocals/lines/logger';

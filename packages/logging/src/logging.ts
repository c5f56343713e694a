export { logging, type LoggingState } from '@aiolocals/lines/logger';

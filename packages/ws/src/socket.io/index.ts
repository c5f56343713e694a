export { bindIo } from './bind-io.js';
export { contextOf } from '../context-of.js';

export type { BindableIo, IoOptions } from './bind-io.js';
export type { ConnectionOptions } from '../connection-options.js';
export type { MessageOptions } from '../message-options.js';
export type { RequestSummary } from '@aiolocals/core/http';

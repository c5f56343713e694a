export { contextPlugin } from './context-plugin.js';

export type { ContextPlugin, ContextPluginOptions } from './context-plugin.js';
export type { RequestOptions, RequestSummary } from '@aiolocals/core/http';

export { contextMiddleware } from './context-middleware.js';

export type { ContextMiddleware } from './context-middleware.js';
export type { RequestOptions, RequestSummary } from '@aiolocals/core/http';

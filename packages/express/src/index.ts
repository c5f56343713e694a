export { contextMiddleware } from './context-middleware.js';
export { createServer } from './create-server.js';
export { messageClasses } from './message-classes.js';
export { restoreExpress } from './restore-express.js';

export type { ContextMiddleware } from './context-middleware.js';
export type { ExpressApp, MessageClasses } from './message-classes.js';
export type { RequestOptions, RequestSummary } from '@aiolocals/core/http';

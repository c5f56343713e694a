export { bindWebSocketServer } from './bind-web-socket-server.js';
export { contextOf } from './context-of.js';

export type { BindableServer, WebSocketOptions } from './bind-web-socket-server.js';
export type { ConnectionOptions } from './connection-options.js';
export type { MessageOptions } from './message-options.js';
export type { RequestSummary } from '@aiolocals/core/http';

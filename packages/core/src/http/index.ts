export { bindPrototypes } from './bind-prototypes.js';
// oxlint-disable-next-line import/no-unassigned-import -- a module shares what it exports when it is loaded
import '../internal/entry/load-all.js';

export { bindServer } from './bind-server.js';
export { chooseId } from './choose-id.js';
export { contextOf } from './context-of.js';
export { enterMethods } from './enter-methods.js';
export { enterRest } from './enter-rest.js';
export { openConnection } from './open-connection.js';
export { openRequest } from './open-request.js';
export { requestIdOf } from './request-id-of.js';
export { requestPolicy } from './request-policy.js';
export { setupOf } from './setup-of.js';

export type { BindableServer } from './bind-server.js';
export type { InboundHeaders } from './choose-id.js';
export type { CollectedHeaders } from './open-request.js';
export type { RequestOptions } from './request-options.js';
export type { RequestPolicy } from './request-policy.js';
export type { RequestCloseMessage, RequestSummary } from './request-summary.js';
export type { ServerRequest, ServerReply } from './server-pair.js';

// oxlint-disable-next-line import/no-unassigned-import -- a module shares what it exports when it is loaded
import '../internal/entry/load-all.js';

export { chooseId } from '../http/choose-id.js';
export { requestPolicy } from '../http/request-policy.js';
export { contextFetch } from './context-fetch.js';

export type { InboundHeaders } from '../http/choose-id.js';
export type { RequestPolicy } from '../http/request-policy.js';
export type { RequestSummary } from '../http/request-summary.js';
export type { FetchOptions } from './fetch-options.js';

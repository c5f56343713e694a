export { expressChildCases, fastifyChildCases, koaChildCases } from './cases/children.js';
export {
  bareExpressAdapters,
  bareKoaAdapters,
  behind,
  expressAdapters,
  koaAdapters,
  plainAdapters,
} from './adapters.js';
export {
  boundAdapters,
  boundExpress,
  boundHapi,
  boundKoa,
  joinedExpress,
} from './bound-adapters.js';
export {
  bareFastifyAdapters,
  fastifyAdapters,
  plainFastifyAdapters,
  usualFastify,
} from './fastify-adapters.js';
export { expressBodyCases } from './cases/express-bodies.js';
export { expressLoggerCases } from './cases/express-loggers.js';
export { expressMiddlewareCases } from './cases/express-middleware.js';
export { expressResponseCases } from './cases/express-responses.js';
export { expressRoutingCases } from './cases/express-routing.js';
export { expressSessionCases } from './cases/express-sessions.js';
export { fastifyBodyCases } from './cases/fastify-bodies.js';
export { fastifyEcosystemCases } from './cases/fastify-ecosystem.js';
export { fastifyErrorCases } from './cases/fastify-errors.js';
export { fastifyHookCases } from './cases/fastify-hooks.js';
export { fastifyLifecycleCases } from './cases/fastify-lifecycle.js';
export { fastifyLimits } from './cases/fastify-limits.js';
export { fastifyReplyCases } from './cases/fastify-replies.js';
export { fastifyScopeCases } from './cases/fastify-scopes.js';
export { fastifyStreamCases } from './cases/fastify-streams.js';
export { koaBodyCases } from './cases/koa-bodies.js';
export { koaMiddlewareCases } from './cases/koa-middleware.js';
export { koaResponseCases } from './cases/koa-responses.js';
export { expressLongPollCases } from './cases/express-long-polls.js';
export { expressPropertyCases } from './cases/express-properties.js';
export { koaWrappedCases } from './cases/koa-wrapped.js';
export { expressCallbackLimits, expressUpstreamLimits } from './cases/express-callback-limits.js';
export { expressLimits } from './cases/express-limits.js';
export { koaLimits } from './cases/koa-limits.js';
export { http2Limits } from './cases/plain-limits.js';
export { onHeadersCases } from './cases/plain-on-headers.js';
export { socketCases } from './cases/plain-sockets.js';
export { parserCases } from './cases/plain-parsers.js';
export {
  expressSetupCases,
  fastifySetupCases,
  koaSetupCases,
  plainSetupCases,
} from './cases/setups.js';
export { routerLimit } from './cases/router-limits.js';
export { expressPostgresCases, koaPostgresCases } from './cases/postgres.js';
export { expressVersions, fastifyVersions, koaVersions } from './frameworks.js';
export { PostgresServer } from './postgres-server.js';
export { runCase } from '@aiolocals/testing';
export { testContract, testLimits } from './test-contract.js';
export { usualExpress, usualPlain } from './usual-adapters.js';

export type { ExpressApp, ExpressRouter, KoaApp } from './framework-shapes.js';

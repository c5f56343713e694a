export { expressAdapters, koaAdapters, plainAdapters } from './adapters.js';
export { expressBodyCases } from './cases/express-bodies.js';
export { expressMiddlewareCases } from './cases/express-middleware.js';
export { expressRoutingCases } from './cases/express-routing.js';
export { koaMiddlewareCases } from './cases/koa-middleware.js';
export { koaResponseCases } from './cases/koa-responses.js';
export { connectionCases } from './cases/plain-connections.js';
export { parserCases } from './cases/plain-parsers.js';
export { streamCases } from './cases/plain-streams.js';
export { expressPostgresCases, koaPostgresCases } from './cases/postgres.js';
export { expressVersions, koaVersions } from './frameworks.js';
export { PostgresServer } from './postgres-server.js';
export { runCase } from './run-case.js';
export { testContract } from './test-contract.js';
export { usualExpress, usualPlain } from './usual-adapters.js';

export type { Adapter, Plain } from './adapters.js';
export type { ExpressApp, KoaApp } from './framework-shapes.js';

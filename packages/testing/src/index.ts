export { childCases } from './cases/plain-children.js';
export { connectionCases } from './cases/plain-connections.js';
export { departureCases } from './cases/plain-departures.js';
export { http2Cases } from './cases/http2-streams.js';
export { pushCases } from './cases/http2-push.js';
export { interimCases } from './cases/plain-interim.js';
export { responseCases } from './cases/plain-responses.js';
export { streamCases } from './cases/plain-streams.js';
export { waitingCases } from './cases/plain-waiting.js';
export { arrivals } from './arrivals.js';
export {
  bodyAfterAnswer,
  each,
  eachOrFail,
  pipelined,
  post,
  postChunks,
  postForm,
  postJson,
} from './bodies.js';
export { Client } from './client.js';
export { contractCases } from './contract-cases.js';
export { limitOf } from './contract-case.js';
export { inChild, seeInChild } from './in-child.js';
export { probe } from './probe.js';
export { runCase } from './run-case.js';
export { tableOf } from './table.js';
export { together } from './together.js';

export type { Adapter, Plain, PlainHandler } from './adapter.js';
export type { Send } from './bodies.js';
export type { Answer, Ask, Protocol } from './client.js';
export type { ContractCase, Kit, Limit } from './contract-case.js';
export type { ProbeOptions, ProbeTally, Use } from './probe.js';
export type { See, Witness } from './sightings.js';
export type { SocketPool } from './socket-pool.js';
export type { Row, Tally } from './tally.js';

import type { Plain } from './adapter.js';
import { http2Cases } from './cases/http2-streams.js';
import { pushCases } from './cases/http2-push.js';
import { childCases } from './cases/plain-children.js';
import { connectionCases } from './cases/plain-connections.js';
import { departureCases } from './cases/plain-departures.js';
import { interimCases } from './cases/plain-interim.js';
import { responseCases } from './cases/plain-responses.js';
import { streamCases } from './cases/plain-streams.js';
import { waitingCases } from './cases/plain-waiting.js';
import type { ContractCase } from './contract-case.js';

/**
 * All cases that every HTTP adapter must pass. A case may be limited to a protocol: ask its `on`.
 *
 * @example
 * ```ts
 * import { type Adapter, contractCases, runCase } from '@aiolocals/testing';
 *
 * declare const adapter: Adapter;
 * for (const contractCase of contractCases) {
 *   if (contractCase.on?.(adapter) === false) continue;
 *   const { none, foreign, missing } = await runCase(adapter, contractCase);
 *   if (none + foreign + missing > 0) throw new Error(contractCase.name);
 * }
 * ```
 */
export const contractCases: readonly ContractCase<Plain>[] = [
  ...streamCases,
  ...responseCases,
  ...connectionCases,
  ...departureCases,
  ...waitingCases,
  ...interimCases,
  ...childCases,
  ...http2Cases,
  ...pushCases,
];

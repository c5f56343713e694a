import {
  boundAdapters,
  boundExpress,
  boundHapi,
  boundKoa,
  expressLimits,
  expressLoggerCases,
  expressLongPollCases,
  http2Limits,
  joinedExpress,
  koaLimits,
  onHeadersCases,
  parserCases,
  socketCases,
  testContract,
} from '@aiolocals/contract';
import { type ContractCase, contractCases, type Limit, waitingCases } from '@aiolocals/testing';

/** What a middleware cannot reach, and `bindServer` does without any remedy. */
function reached<Mount>(limits: readonly Limit<Mount>[]): ContractCase<Mount>[] {
  return limits
    .filter(({ row }) => /before it|socket`|raw stream/.test(row))
    .map(({ without }) => without);
}

testContract(boundAdapters, [...contractCases, ...onHeadersCases, ...parserCases, ...socketCases]);
testContract(
  boundAdapters.filter(({ protocol }) => protocol === 'http2'),
  reached(http2Limits),
);
testContract(boundExpress, [...reached(expressLimits), ...expressLoggerCases]);
testContract(joinedExpress, expressLongPollCases);
// Cases that answer by hand what hapi handles itself: bodies, and responses that are ended at once.
testContract([boundHapi], [...waitingCases, ...socketCases]);
testContract(boundKoa, reached(koaLimits));

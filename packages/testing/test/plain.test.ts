import {
  connectionCases,
  departureCases,
  http2Cases,
  interimCases,
  parserCases,
  plainAdapters,
  pushCases,
  streamCases,
  testContract,
  waitingCases,
} from '@aiolocals/testing';

testContract(plainAdapters, [
  ...streamCases,
  ...connectionCases,
  ...departureCases,
  ...waitingCases,
  ...interimCases,
  ...http2Cases,
  ...pushCases,
  ...parserCases,
]);

import {
  connectionCases,
  departureCases,
  http2Cases,
  parserCases,
  plainAdapters,
  streamCases,
  testContract,
  waitingCases,
} from '@aiolocals/testing';

testContract(plainAdapters, [
  ...streamCases,
  ...connectionCases,
  ...departureCases,
  ...waitingCases,
  ...http2Cases,
  ...parserCases,
]);

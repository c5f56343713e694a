import {
  connectionCases,
  departureCases,
  http2Cases,
  interimCases,
  parserCases,
  plainAdapters,
  plainChildCases,
  plainSetupCases,
  pushCases,
  responseCases,
  streamCases,
  testContract,
  waitingCases,
} from '@aiolocals/testing';

testContract(plainAdapters, [
  ...streamCases,
  ...responseCases,
  ...connectionCases,
  ...departureCases,
  ...waitingCases,
  ...interimCases,
  ...http2Cases,
  ...pushCases,
  ...parserCases,
  ...plainChildCases,
  ...plainSetupCases,
]);

import {
  expressAdapters,
  expressBodyCases,
  expressMiddlewareCases,
  expressResponseCases,
  expressRoutingCases,
  expressSessionCases,
  testContract,
} from '@aiolocals/testing';

testContract(expressAdapters, [
  ...expressBodyCases,
  ...expressMiddlewareCases,
  ...expressSessionCases,
  ...expressRoutingCases,
  ...expressResponseCases,
]);

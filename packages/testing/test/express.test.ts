import {
  expressAdapters,
  expressBodyCases,
  expressLoggerCases,
  expressMiddlewareCases,
  expressResponseCases,
  expressRoutingCases,
  expressSessionCases,
  testContract,
} from '@aiolocals/testing';

testContract(expressAdapters, [
  ...expressBodyCases,
  ...expressMiddlewareCases,
  ...expressLoggerCases,
  ...expressSessionCases,
  ...expressRoutingCases,
  ...expressResponseCases,
]);

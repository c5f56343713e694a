import {
  expressAdapters,
  expressBodyCases,
  expressMiddlewareCases,
  expressRoutingCases,
  testContract,
} from '@aiolocals/testing';

testContract(expressAdapters, [
  ...expressBodyCases,
  ...expressMiddlewareCases,
  ...expressRoutingCases,
]);

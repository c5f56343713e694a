import {
  connectionCases,
  parserCases,
  plainAdapters,
  streamCases,
  testContract,
} from '@aiolocals/testing';

testContract(plainAdapters, [...streamCases, ...connectionCases, ...parserCases]);

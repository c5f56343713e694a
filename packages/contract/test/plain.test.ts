import {
  onHeadersCases,
  parserCases,
  plainAdapters,
  plainFastifyAdapters,
  plainSetupCases,
  testContract,
} from '@aiolocals/contract';
import { contractCases } from '@aiolocals/testing';

testContract(
  [...plainAdapters, ...plainFastifyAdapters],
  [...contractCases, ...onHeadersCases, ...parserCases, ...plainSetupCases],
);

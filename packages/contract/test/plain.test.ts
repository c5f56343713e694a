import {
  onHeadersCases,
  parserCases,
  plainAdapters,
  plainSetupCases,
  testContract,
} from '@aiolocals/contract';
import { contractCases } from '@aiolocals/testing';

testContract(plainAdapters, [
  ...contractCases,
  ...onHeadersCases,
  ...parserCases,
  ...plainSetupCases,
]);

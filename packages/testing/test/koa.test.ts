import {
  koaAdapters,
  koaMiddlewareCases,
  koaResponseCases,
  testContract,
} from '@aiolocals/testing';

testContract(koaAdapters, [...koaMiddlewareCases, ...koaResponseCases]);

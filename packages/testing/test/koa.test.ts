import {
  koaAdapters,
  koaBodyCases,
  koaMiddlewareCases,
  koaResponseCases,
  testContract,
} from '@aiolocals/testing';

testContract(koaAdapters, [...koaBodyCases, ...koaMiddlewareCases, ...koaResponseCases]);

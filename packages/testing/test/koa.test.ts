import {
  bareKoaAdapters,
  koaAdapters,
  koaBodyCases,
  koaMiddlewareCases,
  koaResponseCases,
  koaWrappedCases,
  testContract,
} from '@aiolocals/testing';

testContract(koaAdapters, [...koaBodyCases, ...koaMiddlewareCases, ...koaResponseCases]);

testContract(bareKoaAdapters, koaWrappedCases);

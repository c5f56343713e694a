import {
  bareKoaAdapters,
  koaAdapters,
  koaBodyCases,
  koaMiddlewareCases,
  koaResponseCases,
  koaWrappedCases,
  koaSetupCases,
  testContract,
} from '@aiolocals/testing';

testContract(koaAdapters, [...koaBodyCases, ...koaMiddlewareCases, ...koaResponseCases]);

testContract(bareKoaAdapters, [...koaWrappedCases, ...koaSetupCases]);

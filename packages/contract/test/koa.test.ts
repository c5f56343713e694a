import {
  bareKoaAdapters,
  koaAdapters,
  koaBodyCases,
  koaMiddlewareCases,
  koaResponseCases,
  koaWrappedCases,
  koaChildCases,
  koaSetupCases,
  testContract,
} from '@aiolocals/contract';

testContract(koaAdapters, [...koaBodyCases, ...koaMiddlewareCases, ...koaResponseCases]);

testContract(bareKoaAdapters, [...koaWrappedCases, ...koaChildCases, ...koaSetupCases]);

import {
  bareExpressAdapters,
  expressAdapters,
  expressBodyCases,
  expressLoggerCases,
  expressLongPollCases,
  expressMiddlewareCases,
  expressPropertyCases,
  expressResponseCases,
  expressRoutingCases,
  expressSessionCases,
  expressChildCases,
  expressSetupCases,
  testContract,
} from '@aiolocals/contract';

testContract(expressAdapters, [
  ...expressBodyCases,
  ...expressMiddlewareCases,
  ...expressLoggerCases,
  ...expressSessionCases,
  ...expressRoutingCases,
  ...expressResponseCases,
  ...expressLongPollCases,
]);

testContract(bareExpressAdapters, [
  ...expressPropertyCases,
  ...expressChildCases,
  ...expressSetupCases,
]);

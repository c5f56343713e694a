import {
  type Adapter,
  connectionCases,
  departureCases,
  interimCases,
  parserCases,
  type Plain,
  responseCases,
  streamCases,
  testContract,
  waitingCases,
} from '@aiolocals/testing';
import { type Handler, serve } from './serve.js';

const adapter: Adapter<Plain> = {
  name: 'example-framework',
  protocol: 'http',
  serve: async (mount) => {
    const handlers: Handler[] = [];
    mount((handler) => void handlers.push(handler));
    return await Promise.resolve(serve(handlers));
  },
};

// What every adapter must keep. Cases of the framework's own go into `packages/testing`, beside those of Express and Koa.
testContract(
  [adapter],
  [
    ...streamCases,
    ...responseCases,
    ...connectionCases,
    ...departureCases,
    ...waitingCases,
    ...interimCases,
    ...parserCases,
  ],
);

import { type Adapter, contractCases, runCase } from '@aiolocals/testing';
import { expect, test } from 'vitest';
import { type Handler, serve } from './serve.js';

const adapter: Adapter = {
  name: 'example-framework',
  protocol: 'http',
  serve: async (mount) => {
    const handlers: Handler[] = [];
    mount((handler) => void handlers.push(handler));
    return await Promise.resolve(serve(handlers));
  },
};

// What every adapter must keep. Cases of the framework's own go into `packages/contract`, beside those of Express and Koa.
test.for(contractCases.filter(({ on }) => on?.(adapter) !== false))(
  'keeps the context: $name',
  async (contractCase) => {
    const tally = await runCase(adapter, contractCase);
    expect(tally).toMatchObject({ none: 0, foreign: 0, missing: 0 });
  },
);

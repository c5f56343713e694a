import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import {
  bareExpressAdapters,
  bareKoaAdapters,
  expressCallbackLimits,
  expressLimits,
  type ExpressRouter,
  expressUpstreamLimits,
  http2Limits,
  koaLimits,
  plainAdapters,
  routerLimit,
  testLimits,
} from '@aiolocals/contract';
import { type Adapter } from '@aiolocals/testing';

const makeRouter = createRequire(import.meta.url)('router') as () => ExpressRouter;

const bareRouter: Adapter<ExpressRouter> = {
  name: 'a bare router',
  protocol: 'http',
  serve: async (mount) => {
    const router = makeRouter();
    mount(router);
    const handle = router as (...args: unknown[]) => void;
    return await Promise.resolve(createServer((req, res) => handle(req, res, () => res.end())));
  },
};

testLimits(bareExpressAdapters, [
  ...expressLimits,
  ...expressCallbackLimits,
  ...(await expressUpstreamLimits()),
]);
testLimits(bareKoaAdapters, koaLimits);
testLimits([bareRouter], [routerLimit]);
testLimits(
  plainAdapters.filter(({ protocol }) => protocol === 'http2'),
  http2Limits,
);

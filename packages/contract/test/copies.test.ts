import { createRequire } from 'node:module';
import { contextOf } from '@aiolocals/core/http';
import { contextMiddleware as expressMiddleware, restoreExpress } from '@aiolocals/express';
import { contextMiddleware as koaMiddleware } from '@aiolocals/koa';
import {
  bareExpressAdapters,
  bareKoaAdapters,
  behind,
  expressResponseCases,
  expressRoutingCases,
  koaResponseCases,
} from '@aiolocals/contract';
import { runCase } from '@aiolocals/testing';
import { afterEach, describe, expect, test } from 'vitest';

// The sources that are under test are one copy, and what was built of them is the other.
const require = createRequire(import.meta.url);
const builtHttp = require('@aiolocals/core/http') as { contextOf: typeof contextOf };
const builtExpress = require('@aiolocals/express') as {
  contextMiddleware: typeof expressMiddleware;
  restoreExpress: typeof restoreExpress;
};
const builtKoa = require('@aiolocals/koa') as { contextMiddleware: typeof koaMiddleware };

afterEach(() => {
  builtExpress.restoreExpress();
  restoreExpress();
});

/** Counts the summaries of requests, and whether each copy finds the context that the other opened. */
class Watch {
  readonly bytes: number[] = [];
  setups = 0;
  unlike = 0;

  readonly options = {
    setup: () => void (this.setups += 1),
    onClose: ({ bytes }: { bytes: number }) => void this.bytes.push(bytes),
  };

  compare(req: object): void {
    const context = contextOf(req);
    if (context === undefined || context !== builtHttp.contextOf(req)) this.unlike += 1;
  }
}

const orders = [
  ['the first of two copies', [0, 1]],
  ['the second of two copies', [1, 0]],
] as const;

describe.each(orders)(
  '%s opens a request, and the other one adds its `setup` and `onClose`',
  (_name, order) => {
    const names = new Set([
      'next() from a shared connection: handler',
      'res.render with an engine on a shared connection',
    ]);
    const cases = [...expressRoutingCases, ...expressResponseCases].filter(({ name }) =>
      names.has(name),
    );
    test.each(bareExpressAdapters.flatMap((adapter) => cases.map((one) => ({ adapter, one }))))(
      'on $adapter.name: $one.name',
      async ({ adapter, one }) => {
        const watch = new Watch();
        const made = [expressMiddleware, builtExpress.contextMiddleware] as const;
        const both = behind(adapter, (app) => {
          for (const index of order) app.use(made[index](watch.options));
          app.use((req, _res, next) => {
            watch.compare(req);
            next();
          });
        });
        expect(await runCase(both, one)).toMatchObject({ none: 0, foreign: 0, missing: 0 });
        expect(watch.setups).toBe(2 * (one.requests ?? 100));
        expect(watch.unlike).toBe(0);
      },
    );

    test.each(bareExpressAdapters)(
      'on $name: both get the bytes of a body, counted once',
      async (adapter) => {
        const watch = new Watch();
        const made = [expressMiddleware, builtExpress.contextMiddleware] as const;
        const both = behind(adapter, (app) => {
          for (const index of order) app.use(made[index](watch.options));
        });
        const requests = 20;
        await runCase(both, {
          name: 'a body of five bytes',
          places: ['close'],
          requests,
          mount: (app, { see }) => {
            app.get('/', (req, res) => {
              res.on('close', () => setImmediate(() => see('close', req)));
              res.write('12');
              res.end('345');
            });
          },
        });
        expect(watch.bytes).toEqual(Array.from({ length: 2 * requests }, () => 5));
      },
    );

    test.each(
      bareKoaAdapters.flatMap((adapter) =>
        koaResponseCases
          .filter(({ name }) => ['streamed body', "app.on('error'): thrown"].includes(name))
          .map((one) => ({ adapter, one })),
      ),
    )('on $adapter.name: $one.name', async ({ adapter, one }) => {
      const watch = new Watch();
      const made = [koaMiddleware, builtKoa.contextMiddleware] as const;
      const both = behind(adapter, (app) => {
        for (const index of order) app.use(made[index](watch.options));
        app.use(async (ctx, next) => {
          watch.compare(ctx.req);
          await next();
        });
      });
      expect(await runCase(both, one)).toMatchObject({ none: 0, foreign: 0, missing: 0 });
      expect(watch.setups).toBe(200);
      expect(watch.unlike).toBe(0);
    });
  },
);

test.each(bareExpressAdapters)(
  'on $name: one copy can undo its changes to the prototypes of Express, and the other goes on without them',
  async (adapter) => {
    const runBehind = async (make: typeof expressMiddleware) =>
      runCase(
        behind(adapter, (app) => app.use(make())),
        {
          name: 'end of the request',
          places: ['end'],
          requests: 20,
          mount: (app, { see }) => {
            app.get('/', (req, res) => {
              req.on('end', () => {
                see('end', req);
                res.end('ok');
              });
              req.resume();
            });
          },
        },
      );
    const right = { correct: 20, none: 0, foreign: 0, missing: 0 };
    expect(await runBehind(builtExpress.contextMiddleware)).toMatchObject(right);
    expect(await runBehind(expressMiddleware)).toMatchObject(right);
    builtExpress.restoreExpress();
    expect(await runBehind(expressMiddleware)).toMatchObject(right);
  },
);

import { createRequire } from 'node:module';
import { bind } from '@aiolocals/core';
import { each, type ContractCase, type Kit, type Witness } from '@aiolocals/testing';
import type {
  ExpressApp,
  ExpressErrorHandler,
  ExpressHandler,
  KoaApp,
} from '../framework-shapes.js';

const require = createRequire(import.meta.url);

type Callback = (error: Error | undefined, result: { readonly rows: readonly object[] }) => void;

interface Pool {
  query(text: string, values: readonly unknown[], callback: Callback): void;
  end(): Promise<void>;
}

const { Pool: PostgresPool } = require('pg') as { Pool: new (options: object) => Pool };

const REQUESTS = 180;
const SIZES = [1, 2] as const;

/**
 * Asks the database for a value that only this request knows. Calls back from the connection, in the context of any
 * request.
 */
type Query = (witness: Witness, callback: (error?: Error) => void) => void;

function queryOf({ onEnd }: Kit, port: number, max: number): Query {
  const login = { user: 'postgres', password: 'postgres', database: 'postgres' };
  const pool = new PostgresPool({ host: '127.0.0.1', port, max, ...login });
  onEnd(async () => await pool.end());
  return ({ headers }, callback) => {
    const id = headers['x-request-id'];
    pool.query('select $1::text as id', [id], (error, result) => {
      if (error !== undefined && error !== null) throw error;
      const [row] = result.rows as readonly [{ id: string }];
      callback(
        row.id === id ? undefined : new Error(`The database answered ${row.id} to ${String(id)}`),
      );
    });
  };
}

/** Express's middleware with callbacks on a real pool: `next` is called by the connection. */
export function expressPostgresCases(port: () => number): readonly ContractCase<ExpressApp>[] {
  return SIZES.flatMap((max): readonly ContractCase<ExpressApp>[] => [
    {
      name: `pg Pool of ${max} with callbacks: next()`,
      requests: REQUESTS,
      places: ['middleware', 'param', 'handler', 'second handler'],
      send: each({ path: '/users/7' }),
      mount: (app, kit) => {
        const query = queryOf(kit, port(), max);
        const pooled: ExpressHandler = (req, _res, next) => query(req, next);
        app.use(pooled);
        app.use((req, _res, next) => {
          kit.see('middleware', req);
          next();
        });
        app.param('user', (req, _res, next) => {
          kit.see('param', req);
          query(req, next);
        });
        app.get(
          '/users/:user',
          (req, _res, next) => {
            kit.see('handler', req);
            query(req, next);
          },
          (req, res) => {
            kit.see('second handler', req);
            res.send('ok');
          },
        );
      },
    },
    {
      name: `pg Pool of ${max} with callbacks: next(error)`,
      requests: REQUESTS,
      places: ['error handler', 'second error handler'],
      mount: (app, kit) => {
        const query = queryOf(kit, port(), max);
        app.use((req, _res, next) => query(req, () => next(new Error('as the case wants it'))));
        const first: ExpressErrorHandler = (error, req, _res, next) => {
          kit.see('error handler', req);
          query(req, () => next(error));
        };
        const second: ExpressErrorHandler = (_error, req, res, _next) => {
          kit.see('second error handler', req);
          res.send('failed');
        };
        app.use(first);
        app.use(second);
      },
    },
  ]);
}

/** How a middleware of Koa gets from a callback to `next`. */
const WAYS = {
  'in a promise': async (query, req, next) => {
    await new Promise<void>((resolve) => query(req, () => resolve()));
    await next();
  },
  'with bound callbacks': async (query, req, next) =>
    await new Promise((resolve, reject) =>
      query(
        req,
        bind(() => void next().then(resolve, reject)),
      ),
    ),
  'with callbacks': async (query, req, next) =>
    await new Promise((resolve, reject) => query(req, () => void next().then(resolve, reject))),
} satisfies Record<
  string,
  (query: Query, req: Witness, next: () => Promise<unknown>) => Promise<unknown>
>;

/** Koa's middleware on a real pool; `way` is how it gets from a callback to `next`. */
export function koaPostgresCases(
  port: () => number,
  way: keyof typeof WAYS,
): readonly ContractCase<KoaApp>[] {
  return SIZES.map((max) => ({
    name: `pg Pool of ${max} ${way}`,
    requests: REQUESTS,
    places: ['middleware', 'handler'],
    mount: (app, kit) => {
      const query = queryOf(kit, port(), max);
      app.use(async (ctx, next) => await WAYS[way](query, ctx.req, next));
      app.use(async (ctx, next) => {
        kit.see('middleware', ctx.req);
        await WAYS[way](query, ctx.req, next);
      });
      app.use((ctx) => {
        kit.see('handler', ctx.req);
        ctx.body = 'ok';
      });
    },
  }));
}

import { contextMiddleware } from '@aiolocals/express';
import type { ContractCase } from '@aiolocals/testing';
import type { ExpressApp, ExpressHandler } from '../framework-shapes.js';

/** Values that applications put at `request.app` and `request.route`, which Express uses as well. */
const VALUES: readonly (readonly [name: string, property: string, value: unknown])[] = [
  ['an object at `request.app`', 'app', { id: 7 }],
  ['null at `request.app`', 'app', null],
  ['a function at `request.app`', 'app', () => 'mine'],
  ['null at `request.route`', 'route', null],
  ['a string at `request.route`', 'route', '/users/:id'],
  ['an object with a stack at `request.route`', 'route', { stack: [null, 'x'] }],
  [
    'a stack of classes of its own at `request.route`',
    'route',
    { stack: [new URL('http://127.0.0.1/')] },
  ],
];

function setting(property: string, value: unknown): ExpressHandler {
  return (req, _res, next) => {
    req[property] = value;
    next();
  };
}

/** Requests of applications that put something of their own where Express has its own. On bare adapters. */
export const expressPropertyCases: readonly ContractCase<ExpressApp>[] = VALUES.flatMap(
  ([name, property, value]) =>
    (['before', 'after'] as const).map((when): ContractCase<ExpressApp> => {
      const set = setting(property, value);
      const middleware = contextMiddleware() as ExpressHandler;
      return {
        name: `${name}, ${when} the middleware`,
        places: ['handler', 'finish'],
        mount: (app, { see, pool }) => {
          for (const each of when === 'before' ? [set, middleware] : [middleware, set])
            app.use(each);
          app.use((_req, _res, next) => pool.query('x', () => next()));
          app.use(set);
          app.get('/', (_req, _res, next) => pool.query('y', () => next()));
          app.get('/', (req, res) => {
            see('handler', req);
            res.on('finish', () => see('finish', req));
            res.end('ok');
          });
        },
      };
    }),
);

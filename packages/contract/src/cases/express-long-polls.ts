import { onHeaders } from '../on-headers.js';
import { together, type ContractCase } from '@aiolocals/testing';
import type { ExpressApp, ExpressResponse } from '../framework-shapes.js';

type Answer = (res: ExpressResponse, note: () => void) => void;

const ANSWERS: Readonly<Record<string, Answer>> = {
  send: (res) => res.send('ok'),
  json: (res, note) => res.json({ toJSON: note }),
  jsonp: (res, note) => res.jsonp({ toJSON: note }),
  redirect: (res) => res.redirect('/elsewhere'),
};

/** Requests that are answered all at once, from the context of the last of them. */
export const expressLongPollCases: readonly ContractCase<ExpressApp>[] = Object.entries(
  ANSWERS,
).map(([method, answer]) => ({
  name: `${method}() from the context of another request`,
  requests: 10,
  places: ['head', 'wrapper of end', ...(method.startsWith('json') ? ['toJSON'] : [])],
  mount: (app, { see }) => {
    const hold = together(10);
    app.use((req, res, next) => {
      const { end } = res;
      res.end = (...args: unknown[]) => {
        see('wrapper of end', req);
        return Reflect.apply(end, res, args) as ExpressResponse;
      };
      onHeaders(res, () => see('head', req));
      next();
    });
    app.get('/', (req, res) => hold(() => answer(res, () => see('toJSON', req))));
  },
}));

import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';
import { arrivals, type ContractCase, type Witness } from '@aiolocals/testing';
import type {
  ExpressApp,
  ExpressHandler,
  ExpressRequest,
  ExpressResponse,
} from '../framework-shapes.js';

const require = createRequire(import.meta.url);

const morgan = require('morgan') as (
  format: (tokens: unknown, req: Witness) => void,
) => ExpressHandler;
const { pinoHttp } = require('pino-http') as {
  pinoHttp: (options: object, stream: NodeJS.WritableStream) => ExpressHandler;
};

/** Lines that well-known loggers write when the response is over. */
export const expressLoggerCases: readonly ContractCase<ExpressApp>[] = [
  {
    name: 'morgan',
    places: ['line'],
    mount: (app, { see }) => {
      app.use(morgan((_tokens, req) => see('line', req)));
      app.get('/', (_req, res) => res.send('ok'));
    },
  },
  {
    name: 'morgan, when the client goes away',
    places: ['line'],
    requests: 20,
    mount: (app, { see }) => {
      app.use(morgan((_tokens, req) => see('line', req)));
      app.get('/', (req) => arrivals.note(req));
    },
    send: async (client, ids) =>
      await Promise.all(
        ids.map(async (id) => {
          const outgoing = client.begin({ id }).on('error', () => {});
          outgoing.end();
          await arrivals.of(id);
          outgoing.destroy();
        }),
      ),
  },
  {
    name: 'pino-http',
    places: ['line'],
    mount: (app, { see }) => {
      const customProps = (req: ExpressRequest, res: ExpressResponse): object => {
        if (res.writableEnded) see('line', req);
        return {};
      };
      app.use(pinoHttp({ customProps }, new PassThrough().resume()));
      app.get('/', (_req, res) => res.send('ok'));
    },
  },
];

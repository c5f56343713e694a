import { fileURLToPath } from 'node:url';
import { eachOrFail, type ContractCase } from '@aiolocals/testing';
import type { ExpressApp } from '../framework-shapes.js';

const file = fileURLToPath(import.meta.url);

/** Callbacks of what Express adds to the response. */
export const expressResponseCases: readonly ContractCase<ExpressApp>[] = [
  {
    name: 'res.sendFile',
    places: ['callback'],
    mount: (app, { see }) => {
      app.get('/', (req, res) => res.sendFile(file, () => see('callback', req)));
    },
  },
  {
    name: 'res.sendFile to a client that goes away',
    places: ['callback'],
    requests: 20,
    mount: (app, { see }) => {
      app.get('/', (req, res) => {
        res.sendFile(file, () => see('callback', req));
        res.destroy();
      });
    },
    send: eachOrFail({}),
  },
  {
    name: 'res.download',
    places: ['callback'],
    mount: (app, { see }) => {
      app.get('/', (req, res) => res.download(file, () => see('callback', req)));
    },
  },
  {
    name: 'res.render with an engine on a shared connection',
    requests: 180,
    places: ['callback'],
    mount: (app, { see, pool }) => {
      app.set('views', fileURLToPath(new URL('.', import.meta.url)));
      app.engine('ts', (_path, _options, done) => pool.query('text', done));
      app.get('/', (req, res) => {
        res.render('express-responses.ts', (_error, text) => {
          see('callback', req);
          res.send(text);
        });
      });
    },
  },
];

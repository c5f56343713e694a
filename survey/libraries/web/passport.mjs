// @ts-check
import { bind } from '@aiolocals/core';
import passport from 'passport';
import { Strategy } from 'passport-local';
import pg from 'pg';
import { send, withOurs, withUsual } from '../../harness/express-app.mjs';
import { use } from '../../harness/library.mjs';
import { addressOf } from '../../harness/services.mjs';

/** @typedef {import('../../harness/express-app.mjs').Served} Served */
/** @typedef {(work: () => void) => () => void} Wrap */

/** A strategy that asks a database, by a callback on a pooled connection. */
const authenticate = (/** @type {pg.Pool} */ pool, /** @type {Wrap} */ wrap) => {
  const strategy = new Strategy((name, _password, done) => {
    pool.query(
      'select 1',
      wrap(() => done(null, { name })),
    );
  });
  const own = new passport.Passport();
  // By its name: requests would share what passport sets on a strategy that is handed to `authenticate`.
  own.use(strategy);
  return own.authenticate('local', { session: false });
};
/** @param {typeof withUsual} served @param {Wrap} [wrap] */
const opened =
  (served, wrap = (work) => work) =>
  async () => {
    const pool = new pg.Pool({ connectionString: addressOf('postgres'), max: 3 });
    const app = await served((express, see) => {
      express.get('/', (incoming, _response, next) => {
        incoming.body = { username: 'ada', password: 'ham' };
        next();
      });
      express.get('/', authenticate(pool, wrap), (incoming, response) => {
        see(incoming);
        response.end();
      });
    })();
    return { ...app, pool };
  };
/** @param {Served & { pool: pg.Pool }} shared */
const close = async (shared) => {
  shared.close();
  await shared.pool.end();
};

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'passport',
  needs: ['postgres'],
  cases: [
    use({
      how: 'in the handler behind `passport.authenticate()`, whose strategy waits for a callback of a pool',
      open: opened(withUsual),
      close,
      use: (see, shared) => send(see, shared),
      remedies: [
        { how: '`app.use(contextMiddleware())`', open: opened(withOurs) },
        { how: '`bind(callback)` in the strategy', open: opened(withUsual, bind) },
      ],
    }),
  ],
};

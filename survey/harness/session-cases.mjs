// @ts-check
// The cases of each session store: the handler behind it, and the callback of `req.session.save`.
import { bind } from '@aiolocals/core';
import session from 'express-session';
import { send, withOurs, withUsual } from './express-app.mjs';
import { use } from './library.mjs';

/**
 * @typedef {{ store: import('express-session').Store, close: () => unknown }} Opened
 * @typedef {() => Opened | Promise<Opened>} OpenStore
 */

/** Returns the cases of a session store. */
export function sessionCases(/** @type {OpenStore} */ openStore) {
  const behind = mounted(openStore, (see, incoming, response) => {
    see(incoming);
    response.end();
  });
  const save = mounted(openStore, (see, incoming, response) => {
    incoming.session.save(() => (see(incoming), response.end()));
  });
  const boundSave = mounted(openStore, (see, incoming, response) => {
    incoming.session.save(bind(() => (see(incoming), response.end())));
  });
  return [
    use({
      how: 'in the handler behind `session()`, for a client that has a session',
      ...behind(withUsual),
      remedies: [{ how: '`app.use(contextMiddleware())`', open: behind(withOurs).open }],
    }),
    use({
      how: 'in the callback: `req.session.save(callback)`',
      ...save(withUsual),
      remedies: [
        {
          how: '`app.use(contextMiddleware())`, and `req.session.save(bind(callback))`',
          open: boundSave(withOurs).open,
        },
      ],
    }),
  ];
}

/**
 * @param {OpenStore} openStore
 * @param {(see: import('./express-app.mjs').SeeFor, incoming: import('express').Request, response: import('express').Response) => void} handle
 */
function mounted(openStore, handle) {
  return (/** @type {typeof withUsual} */ served) => ({
    open: async () => {
      const { store, close } = await openStore();
      const options = { store, secret: 'survey', resave: false, saveUninitialized: true };
      const app = await served((express, see) => {
        express.use(session(options));
        express.get('/', (incoming, response) => handle(see, incoming, response));
        express.get('/login', (_incoming, response) => void response.end());
      })();
      // Each use has the cookie of one session: the store has to look it up.
      const login = await fetch(`${app.origin}/login`);
      const cookie = String(login.headers.get('set-cookie')).split(';')[0] ?? '';
      return { ...app, cookie, closeStore: close };
    },
    close: async (/** @type {any} */ app) => {
      app.close();
      await app.closeStore();
    },
    use: (/** @type {() => void} */ see, /** @type {any} */ app) =>
      send(see, app, { headers: { cookie: app.cookie } }),
  });
}

import { createRequire } from 'node:module';
import type { Client, ContractCase, Kit } from '@aiolocals/testing';
import type { ExpressApp, ExpressHandler } from '../framework-shapes.js';

const require = createRequire(import.meta.url);

type Callback = (error: Error | null, result?: unknown) => void;

export const session = require('express-session') as ((options: object) => ExpressHandler) & {
  Store: new () => object;
};

/** Asks twice, the second time with the cookie that the first answer set. */
async function askTwice(client: Client, ids: readonly string[]): Promise<void> {
  await Promise.all(
    ids.map(async (id) => {
      const { headers } = await client.ask({ id });
      const cookie = String(headers['set-cookie']).split(';', 1).join('');
      await client.ask({ id, headers: { Cookie: cookie } });
    }),
  );
}

/** Keeps sessions behind callbacks on connections that all requests share. */
export function pooledStore({ pool }: Kit): object {
  const sessions = new Map<string, string>();
  return Object.assign(new session.Store(), {
    get: (id: string, done: Callback) =>
      pool.query('get', () => done(null, JSON.parse(sessions.get(id) ?? 'null'))),
    set: (id: string, state: object, done: Callback) => {
      sessions.set(id, JSON.stringify(state));
      pool.query('set', () => done(null));
    },
    destroy: (_id: string, done: Callback) => pool.query('destroy', () => done(null)),
    touch: (_id: string, _state: object, done: Callback) => pool.query('touch', () => done(null)),
  });
}

function sessionCase(name: string, store: (kit: Kit) => object): ContractCase<ExpressApp> {
  return {
    name,
    places: ['handler', 'end'],
    send: askTwice,
    mount: (app, kit) => {
      app.use(session({ secret: 'x', resave: true, saveUninitialized: true, ...store(kit) }));
      app.get('/', (req, res) => {
        kit.see('handler', req);
        res.end('ok', () => kit.see('end', req));
      });
    },
  };
}

/** Handlers behind sessions. */
export const expressSessionCases: readonly ContractCase<ExpressApp>[] = [
  sessionCase('express-session in memory', () => ({})),
  sessionCase('express-session in a shared connection', (kit) => ({ store: pooledStore(kit) })),
];

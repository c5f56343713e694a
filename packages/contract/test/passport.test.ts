import { once } from 'node:events';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { Local, request } from '@aiolocals/core';
import { bareExpressAdapters } from '@aiolocals/contract';
import { contextMiddleware } from '@aiolocals/express';
import { expect, onTestFinished, test } from 'vitest';

type Handler = Parameters<Parameters<(typeof bareExpressAdapters)[number]['serve']>[0]>[0];
type ExpressHandler = Parameters<Handler['use']>[0];

const { Passport } = createRequire(import.meta.url)('passport') as {
  Passport: new () => {
    use(name: string, strategy: object): void;
    authenticate(strategy: object | string, options: object): ExpressHandler;
  };
};

/** A strategy that knows the user of each request when all requests have come, as one does that asks a shared connection. */
function held(amount: number): object {
  const waiting: (() => void)[] = [];
  return {
    name: 'held',
    authenticate(this: { success(user: object): void }): void {
      waiting.push(() => this.success({ name: 'Bob' }));
      if (waiting.length < amount) return;
      for (const answer of waiting.splice(0)) answer();
    },
  };
}

const REQUESTS = 10;
const ids = Array.from({ length: REQUESTS }, (_, index) => `a${index}`);

type Serve = (mount: (app: Handler) => void) => Promise<Server>;
const serveOf = (adapter: object | undefined): Serve =>
  (adapter as { readonly serve: Serve }).serve;

/** What handlers behind the strategy see, by the id of their request, when so many requests have been answered. */
async function seen(
  answers: number,
  authenticate: (passport: InstanceType<typeof Passport>, strategy: object) => ExpressHandler,
): Promise<Record<string, string | undefined>> {
  const sightings: Record<string, string | undefined> = {};
  const [newest] = bareExpressAdapters.slice(-1);
  const server = await serveOf(newest)((app) => {
    app.use(contextMiddleware());
    app.use(authenticate(new Passport(), held(REQUESTS)));
    app.use((req, res) => {
      sightings[String(req.headers['x-request-id'])] = Local.peek(request)?.id;
      res.send('ok');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  let answered = 0;
  const asked = ids.map(async (id) => {
    await fetch(`http://127.0.0.1:${port}/`, { headers: { 'X-Request-ID': id } });
    answered += 1;
    if (answered === answers) server.closeAllConnections();
  });
  await Promise.allSettled(asked);
  expect(answered).toBe(answers);
  return sightings;
}

test('a strategy of passport that is named answers each request, in its context', async () => {
  const sightings = await seen(REQUESTS, (passport, strategy) => {
    passport.use('held', strategy);
    return passport.authenticate('held', { session: false });
  });
  expect(sightings).toEqual(Object.fromEntries(ids.map((id) => [id, id])));
});

test('an instance that is handed to `authenticate` leaves all but one unanswered', async () => {
  // passport writes `success` on the instance, which the next request overwrites.
  const sightings = await seen(1, (passport, strategy) =>
    passport.authenticate(strategy, { session: false }),
  );
  const [[own, saw] = []] = Object.entries(sightings);
  expect(Object.keys(sightings)).toHaveLength(1);
  expect(saw).toBe(own);
});

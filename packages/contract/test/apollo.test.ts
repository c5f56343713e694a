import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { createServer, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { Local, request } from '@aiolocals/core';
import { bindServer } from '@aiolocals/core/http';
import { contextMiddleware } from '@aiolocals/express';
import { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import DataLoader from 'dataloader';
import { expect, onTestFinished, test } from 'vitest';

interface App extends RequestListener {
  use(...handlers: readonly unknown[]): void;
}
// It brings no types of its own.
const express = createRequire(import.meta.url)('express-5') as { (): App; json(): unknown };

const REQUESTS = 50;
const QUERY = '{ first: name(id: "1") again: name(id: "2") }';

const loaders = new Local({
  names: () =>
    new DataLoader<string, string>(async (ids) => {
      await setImmediate();
      return ids.map((id) => `${id} ${request.id}`);
    }),
});

/** Where Apollo calls plugins, each with the id of the request that it saw there. */
const hooks: string[] = [];

async function makeApollo(): Promise<ReturnType<typeof expressMiddleware>> {
  const server = new ApolloServer({
    typeDefs: 'type Query { name(id: ID!): String }',
    resolvers: {
      Query: {
        name: async (_root: unknown, { id }: { id: string }) => await loaders.names.load(id),
      },
    },
    plugins: [
      {
        requestDidStart: async () => {
          const started = request.id;
          return await Promise.resolve({
            didResolveOperation: async () => void hooks.push(`resolved ${started} ${request.id}`),
            willSendResponse: async () => void hooks.push(`sent ${started} ${request.id}`),
          });
        },
      },
    ],
  });
  await server.start();
  onTestFinished(async () => await server.stop());
  return expressMiddleware(server as never);
}

async function serve(door: 'server' | 'middleware'): Promise<string> {
  const app = express();
  const server = createServer(app);
  if (door === 'server') bindServer(server);
  else app.use(contextMiddleware());
  app.use(express.json(), await makeApollo());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.for(['server', 'middleware'] as const)(
  'resolvers, loaders and plugins of Apollo run in the context that the %s opened',
  async (door) => {
    hooks.length = 0;
    const url = await serve(door);
    const ids = Array.from({ length: REQUESTS }, (_, index) => `R${index}`);
    const answers = await Promise.all(
      ids.map(async (id) => {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', 'X-Request-ID': id },
          body: JSON.stringify({ query: QUERY }),
        });
        return ((await response.json()) as { data: unknown }).data;
      }),
    );
    expect(answers).toEqual(ids.map((id) => ({ first: `1 ${id}`, again: `2 ${id}` })));
    const wanted = ids.flatMap((id) => [`resolved ${id} ${id}`, `sent ${id} ${id}`]);
    expect(hooks.toSorted()).toEqual(wanted.toSorted());
  },
);

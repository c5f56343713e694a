import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { Local, request } from '@aiolocals/core';
import { bindServer } from '@aiolocals/core/http';
import DataLoader from 'dataloader';
import { createSchema, createYoga } from 'graphql-yoga';
import { expect, onTestFinished, test } from 'vitest';

const REQUESTS = 50;
const QUERY =
  '{ user(id: "1") { name friend { name friend { name } } } again: user(id: "2") { name } }';

interface User {
  readonly id: string;
}

/** A loader for each request: the factory of a Local runs once in each context. */
const loaders = new Local({
  names: () =>
    new DataLoader<string, string>(async (ids) => {
      await setImmediate();
      return ids.map((id) => `${id} ${request.id}`);
    }),
});

const schema = createSchema({
  typeDefs: `
    type User { name: String friend: User }
    type Query { user(id: ID!): User }
  `,
  resolvers: {
    Query: {
      user: async (_root, { id }: User) => {
        await setImmediate();
        return { id: `${id} ${request.id}` };
      },
    },
    User: {
      name: async ({ id }: User) => `${id}: ${await loaders.names.load(id)}`,
      friend: ({ id }: User) => ({ id: `${id} ${request.id}` }),
    },
  },
});

async function serve(yoga: RequestListener): Promise<string> {
  const server = createServer(yoga);
  bindServer(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function ask(url: string, id: string): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Request-ID': id },
    body: JSON.stringify({ query: QUERY }),
  });
  return ((await response.json()) as { data: unknown }).data;
}

test('resolvers and loaders of GraphQL Yoga run in the context of their request', async () => {
  const url = await serve(createYoga({ schema: schema as never, logging: false }));
  const ids = Array.from({ length: REQUESTS }, (_, index) => `R${index}`);
  const answers = await Promise.all(ids.map(async (id) => await ask(url, id)));
  const name = (user: string, id: string): string => `${user}: ${user} ${id}`;
  expect(answers).toEqual(
    ids.map((id) => ({
      user: {
        name: name(`1 ${id}`, id),
        friend: {
          name: name(`1 ${id} ${id}`, id),
          friend: { name: name(`1 ${id} ${id} ${id}`, id) },
        },
      },
      again: { name: name(`2 ${id}`, id) },
    })),
  );
});

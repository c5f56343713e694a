import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';

// Node loads them: the bundler of the test runner would make one copy of several.
const require = createRequire(import.meta.url);

export type Fastify = (options?: object) => FastifyInstance;

/** Loads a version by the name that it has among the dependencies. */
export function load(name: string): Fastify {
  return require(name) as Fastify;
}

export const fastify: Fastify = load('fastify');

export const versions: readonly (readonly [name: string, fastify: Fastify])[] = [
  'fastify-4.0.0',
  'fastify-4',
  'fastify-5.0.0',
  'fastify',
].map((name) => [(require(`${name}/package.json`) as { version: string }).version, load(name)]);

/** Listens until the test ends, and returns the URL. */
export async function listen(app: FastifyInstance): Promise<string> {
  await app.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(async () => await app.close());
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

/** Asks for a path with an id, and returns what came back. */
export async function ask(url: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(url, { headers: { 'X-Request-ID': 'a1', ...headers } });
  return await response.text();
}

import { createRequire } from 'node:module';
import type { FastifyInstance } from 'fastify-5';
import type { Express, Koa } from './framework-shapes.js';

// Node loads them: the bundler of the test runner would make one copy of several.
const require = createRequire(import.meta.url);

type Versioned<Framework> = readonly [version: string, framework: Framework];

function versioned<Framework>(manifest: unknown, framework: unknown): Versioned<Framework> {
  return [(manifest as { version: string }).version, framework as Framework];
}

export const expressVersions: readonly Versioned<Express>[] = [
  versioned(require('express-4.17.1/package.json'), require('express-4.17.1')),
  versioned(require('express-4/package.json'), require('express-4')),
  versioned(require('express-5/package.json'), require('express-5')),
];

export const koaVersions: readonly Versioned<Koa>[] = [
  versioned(require('koa-2/package.json'), require('koa-2')),
  versioned(require('koa-3/package.json'), require('koa-3')),
];

type Fastify = (options?: object) => FastifyInstance;

export const fastifyVersions: readonly Versioned<Fastify>[] = [
  versioned(require('fastify-4.0.0/package.json'), require('fastify-4.0.0')),
  versioned(require('fastify-4/package.json'), require('fastify-4')),
  versioned(require('fastify-5.0.0/package.json'), require('fastify-5.0.0')),
  versioned(require('fastify-5/package.json'), require('fastify-5')),
];

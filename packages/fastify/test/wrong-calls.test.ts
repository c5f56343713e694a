import { contextPlugin, type ContextPluginOptions } from '@aiolocals/fastify';
import type { FastifyInstance } from 'fastify';
import { describe, expect, test } from 'vitest';
import { fastify, load } from './support.js';

async function register(options: unknown, app: FastifyInstance = fastify()): Promise<void> {
  await app.register(contextPlugin, options as ContextPluginOptions);
}

describe('the plugin refuses', () => {
  test.each<[string, unknown, string]>([
    [
      'an option that does not exist',
      { tiemout: 1 },
      'Unknown option `tiemout` for `contextPlugin`: did you mean `timeout`?',
    ],
    [
      'an option of the wrong kind',
      { timeout: -1 },
      'Expected `timeout` to be a number of milliseconds, 0 or more, or a function that returns one, got `-1` (number)',
    ],
    [
      'a `genReqId` that is a function',
      { genReqId: () => 'x' },
      'Expected `genReqId` to be a boolean',
    ],
  ])('%s', async (_what, options, message) => {
    await expect(register(options)).rejects.toThrow(message);
  });

  test('being called by the application', async () => {
    await expect((contextPlugin as () => Promise<void>)()).rejects.toThrow(
      new TypeError(
        'Expected `fastify` to be an instance of Fastify, got `undefined`; register the plugin, and do not call it: ' +
          '`app.register(contextPlugin, options)`',
      ),
    );
  });

  test('a version of Fastify that it does not know, by way of Fastify', async () => {
    await expect(register({}, load('fastify-3')())).rejects.toThrow(
      /@aiolocals\/fastify - expected '4\.x \|\| 5\.x' fastify version, '3\./,
    );
  });
});

describe('`genReqId` refuses', () => {
  test.each([
    ['a `requestIdHeader` of Fastify', { requestIdHeader: 'x-request-id' }, '`x-request-id`'],
    ['a `requestIdHeader` that is true', { requestIdHeader: true }, '`requestIdHeader` of Fastify'],
  ])('%s', async (_what, options, message) => {
    await expect(register({ genReqId: true }, fastify(options))).rejects.toThrow(message);
  });

  test('a Fastify that cannot change its ids', async () => {
    const app = load('fastify-4.0.0')({ requestIdHeader: false });
    await expect(register({ genReqId: true }, app)).rejects.toThrow(
      'Cannot use `genReqId` of `contextPlugin` with Fastify 4.0.0, which has no `setGenReqId`; update Fastify',
    );
  });
});

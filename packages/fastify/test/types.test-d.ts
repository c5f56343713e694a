import { contextPlugin, type ContextPluginOptions } from '@aiolocals/fastify';
import { fastify, type FastifyPluginAsync } from 'fastify';
import { expectTypeOf, test } from 'vitest';

test('the plugin is one of Fastify, over HTTP/1 and HTTP/2', () => {
  expectTypeOf(contextPlugin).toExtend<FastifyPluginAsync<ContextPluginOptions>>();
  fastify().register(contextPlugin);
  fastify().register(contextPlugin, { timeout: 1000, genReqId: true });
  fastify({ http2: true }).register(contextPlugin, { header: false });
  fastify({ logger: true }).register(contextPlugin, {
    setup: (req, res) => void res.setHeader('X-Path', String(req.url)),
  });
});

test('what is no option is refused', () => {
  // @ts-expect-error -- a misspelt name
  fastify().register(contextPlugin, { tiemout: 1000 });
});

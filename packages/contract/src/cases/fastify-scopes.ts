import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify-5';
import { each, postJson, type ContractCase } from '@aiolocals/testing';
import { pooled } from './fastify-pooled.js';

type Done = (error?: Error) => void;

const REQUESTS = 20;

/** Hooks of routes and of scopes, behind a hook that was called back from a connection that requests share. */
export const fastifyScopeCases: readonly ContractCase<FastifyInstance>[] = [
  {
    name: 'hooks of a route, in arrays',
    places: [
      'onRequest',
      'preParsing',
      'preValidation',
      'preHandler',
      'handler',
      'onSend',
      'onResponse',
    ],
    requests: REQUESTS,
    send: postJson,
    mount: (app, kit) => {
      const hooks = (name: string) => [
        (_request: FastifyRequest, _reply: FastifyReply, done: Done) => pooled(kit, done),
        (request: FastifyRequest, _reply: FastifyReply, done: Done) => {
          kit.see(name, request);
          done();
        },
      ];
      app.route({
        method: 'POST',
        url: '/',
        onRequest: hooks('onRequest'),
        preParsing: [
          (_request, _reply, payload, done) => pooled(kit, () => done(null, payload)),
          (request, _reply, payload, done) => {
            kit.see('preParsing', request);
            done(null, payload);
          },
        ],
        preValidation: hooks('preValidation'),
        preHandler: hooks('preHandler'),
        onSend: (request, _reply, payload, done) => {
          kit.see('onSend', request);
          done(null, payload);
        },
        onResponse: hooks('onResponse'),
        handler: (request, reply) => {
          kit.see('handler', request);
          void reply.send('ok');
        },
      });
    },
  },
  {
    name: 'hooks of scopes in scopes',
    places: ['outer', 'inner', 'handler', 'onSend'],
    requests: REQUESTS,
    send: each({ path: '/outer/inner' }),
    mount: (app, kit) => {
      app.addHook('onRequest', (_request, _reply, done) => pooled(kit, done));
      app.register(
        async (outer) => {
          outer.decorateReply('mine', null);
          outer.addHook('preHandler', (request, _reply, done) => {
            kit.see('outer', request);
            pooled(kit, done);
          });
          outer.register(async (inner) => {
            inner.decorateReply('also', null);
            inner.addHook('preHandler', (request, _reply, done) => {
              kit.see('inner', request);
              pooled(kit, done);
            });
            inner.addHook('onSend', (request, _reply, payload, done) => {
              kit.see('onSend', request);
              done(null, payload);
            });
            inner.get('/inner', (request, reply) => {
              kit.see('handler', request);
              pooled(kit, () => reply.send({ spam: 'ham' }));
            });
          });
        },
        { prefix: '/outer' },
      );
      app.get('/', async () => 'ok');
    },
  },
];

import { createRequire } from 'node:module';
import { createGunzip, gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify-5';
import {
  each,
  eachOrFail,
  post,
  postForm,
  postJson,
  type ContractCase,
  type Kit,
} from '@aiolocals/testing';
import { handleErrors, pooled } from './fastify-pooled.js';

const require = createRequire(import.meta.url);
const multipart = require('@fastify/multipart') as FastifyPluginAsync;

interface WithParts extends FastifyRequest {
  parts(): AsyncIterable<{ readonly type: string; toBuffer(): Promise<Buffer> }>;
}

type App = FastifyInstance;

const REQUESTS = 20;
const BEHIND = ['preValidation', 'handler'];
const isFastify5 = ({ name }: { readonly name: string }): boolean => name.startsWith('fastify 5');
const postMine = post('application/mine', ['ham ', 'and ', 'spam']);

/** The hooks and the handler behind the parser. */
function answer(app: App, { see }: Kit): void {
  app.addHook('preValidation', (request, _reply, done) => {
    see('preValidation', request);
    done();
  });
  app.post('/', async (request) => {
    see('handler', request);
    return 'ok';
  });
}

function failing(
  name: string,
  send: ContractCase<App>['send'],
  prepare: (app: App) => void,
): ContractCase<App> {
  return {
    name: `error handler for ${name}`,
    places: ['onError', 'error handler', 'onSend'],
    requests: REQUESTS,
    send: send as never,
    mount: (app, kit) => {
      handleErrors(app, kit, (reply) => pooled(kit, () => reply.code(400).send('failed')));
      prepare(app);
    },
  };
}

/** Parsers, and the hooks and handlers behind them. */
export const fastifyBodyCases: readonly ContractCase<App>[] = [
  {
    name: 'behind a JSON body',
    places: BEHIND,
    requests: REQUESTS,
    send: postJson,
    mount: answer,
  },
  {
    name: 'a parser that calls `done` from a shared connection',
    places: ['parser', ...BEHIND],
    requests: REQUESTS,
    send: postMine,
    mount: (app, kit) => {
      app.addContentTypeParser('application/mine', (request, payload, done) => {
        kit.see('parser', request);
        payload.on('end', () => {
          kit.see('parser', request);
          pooled(kit, () => done(null, 'parsed'));
        });
        payload.resume();
      });
      answer(app, kit);
    },
  },
  {
    name: 'a parser that returns a promise',
    places: ['parser', ...BEHIND],
    requests: REQUESTS,
    send: postMine,
    mount: (app, kit) => {
      app.addContentTypeParser(
        'application/mine',
        async (request: FastifyRequest, payload: AsyncIterable<unknown>) => {
          for await (const chunk of payload) if (chunk !== '') kit.see('parser', request);
          await new Promise<void>((done) => pooled(kit, done));
          return 'parsed';
        },
      );
      answer(app, kit);
    },
  },
  ...(['string', 'buffer'] as const).map((parseAs): ContractCase<App> => ({
    name: `a parser of a ${parseAs}, behind a stream of preParsing, for a pattern of types`,
    places: ['parser', ...BEHIND],
    requests: REQUESTS,
    send: post('application/mine', [gzipSync('ham '.repeat(1000))]),
    mount: (app, kit) => {
      app.addHook('preParsing', (_request, _reply, payload, done) =>
        // The stream is made in the context of another request.
        pooled(kit, () =>
          done(null, Object.assign(payload.pipe(createGunzip()), { receivedEncodedLength: 0 })),
        ),
      );
      app.addHook('preParsing', (_request, _reply, payload, done) => {
        const { headers } = _request;
        Object.assign(payload, { receivedEncodedLength: Number(headers['content-length'] ?? 0) });
        done(null, payload);
      });
      app.addContentTypeParser(/^application\/.*/, { parseAs }, (request, _body, done) => {
        kit.see('parser', request);
        pooled(kit, () => done(null, 'parsed'));
      });
      answer(app, kit);
    },
  })),
  {
    name: 'a body that the handler reads itself',
    places: ['data', 'end'],
    requests: REQUESTS,
    send: postMine,
    mount: (app, kit) => {
      app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
      app.post('/', (request, reply) => {
        request.raw.on('data', () => kit.see('data', request));
        request.raw.on('end', () => {
          kit.see('end', request);
          void reply.send('ok');
        });
      });
    },
  },
  {
    name: '@fastify/multipart',
    places: ['part', 'file', 'handler'],
    requests: REQUESTS,
    on: isFastify5,
    send: postForm,
    mount: (app, kit) => {
      app.register(multipart);
      app.post('/', async (request) => {
        for await (const part of (request as WithParts).parts()) {
          kit.see('part', request);
          if (part.type !== 'file') continue;
          await part.toBuffer();
          kit.see('file', request);
        }
        kit.see('handler', request);
        return 'ok';
      });
    },
  },
  failing(
    'a body that is too large',
    eachOrFail({
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: ['"', 'x'.repeat(200), '"'],
    }),
    (app) => {
      app.post('/', { bodyLimit: 100 }, async () => 'ok');
    },
  ),
  failing('a body that is no JSON', post('application/json', ['{"spam', '"ham"}']), (app) => {
    app.post('/', async () => 'ok');
  }),
  failing('a parser that fails', postMine, (app) => {
    app.addContentTypeParser('application/mine', { parseAs: 'string' }, (_request, _body, done) =>
      setImmediate(() => done(new Error('as the case wants it'))),
    );
    app.post('/', async () => 'ok');
  }),
  failing('a type that nothing parses', post('application/mine', ['ham']), (app) => {
    app.post('/', async () => 'ok');
  }),
  failing('a query that does not match its schema', each({ path: '/?size=large' }), (app) => {
    const querystring = { type: 'object', properties: { size: { type: 'integer' } } };
    app.get('/', { schema: { querystring } }, async () => 'ok');
  }),
];

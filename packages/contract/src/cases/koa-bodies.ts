import { createRequire } from 'node:module';
import { post, postForm, postJson, type ContractCase, type Send } from '@aiolocals/testing';
import type { KoaApp, KoaMiddleware } from '../framework-shapes.js';
import { removeUploads } from '../uploads.js';

const require = createRequire(import.meta.url);

const { koaBody } = require('koa-body') as { koaBody: (options?: object) => KoaMiddleware };
const bodyParser = require('koa-bodyparser') as () => KoaMiddleware;
const multer = require('@koa/multer') as (options?: object) => { any(): KoaMiddleware };

const parsers: readonly (readonly [string, () => KoaMiddleware, Send])[] = [
  ['koa-body: JSON', () => koaBody(), postJson],
  ['koa-body: multipart', () => koaBody({ multipart: true }), postForm],
  ['koa-bodyparser: JSON', () => bodyParser(), postJson],
  [
    'koa-bodyparser: form',
    () => bodyParser(),
    post('application/x-www-form-urlencoded', ['spam=', 'ham&a=', 'b']),
  ],
  ['@koa/multer', () => multer().any(), postForm],
];

/** Middleware behind a body parser. */
export const koaBodyCases: readonly ContractCase<KoaApp>[] = parsers.map(
  ([name, parser, send]): ContractCase<KoaApp> => ({
    name,
    places: ['handler'],
    requests: 50,
    send,
    mount: (app, { see }) => {
      app.use(parser());
      app.use(async (ctx, next) => {
        await next();
        if (ctx.request.files !== undefined) await removeUploads(ctx.request.files);
      });
      app.use((ctx) => {
        see('handler', ctx.req);
        ctx.body = 'ok';
      });
    },
  }),
);

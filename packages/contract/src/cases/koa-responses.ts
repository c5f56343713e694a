import { Readable } from 'node:stream';
import { eachOrFail, type ContractCase } from '@aiolocals/testing';
import type { KoaApp, KoaContext } from '../framework-shapes.js';

const failure = (): Error => new Error('as the case wants it');

/** Streams that Koa sends, and the errors that it reports. */
export const koaResponseCases: readonly ContractCase<KoaApp>[] = [
  {
    name: 'streamed body',
    places: ['read', 'close'],
    mount: (app, { see }) => {
      app.use((ctx) => {
        let left = 3;
        const body = new Readable({
          read() {
            see('read', ctx.req);
            this.push(left-- > 0 ? 'ham '.repeat(5000) : null);
          },
        });
        body.on('close', () => see('close', ctx.req));
        ctx.body = body;
      });
    },
  },
  {
    name: 'streamed body: async generator',
    places: ['generator'],
    mount: (app, { see }) => {
      app.use((ctx) => {
        async function* pieces(): AsyncGenerator<string> {
          for (let left = 3; left > 0; left -= 1) {
            see('generator', ctx.req);
            // oxlint-disable-next-line no-await-in-loop -- one piece after the other
            await new Promise((resolve) => setImmediate(resolve));
            yield 'ham';
          }
        }
        ctx.body = Readable.from(pieces());
      });
    },
  },
  {
    name: 'streamed body of the Web',
    on: ({ name }) => name.startsWith('koa 3'),
    places: ['pull'],
    mount: (app, { see }) => {
      app.use((ctx) => {
        let left = 3;
        ctx.body = new ReadableStream(
          {
            pull(controller) {
              see('pull', ctx.req);
              left -= 1;
              if (left > 0) controller.enqueue(Buffer.from('ham'));
              else controller.close();
            },
          },
          { highWaterMark: 0 },
        );
      });
    },
  },
  {
    name: 'JSON body: toJSON',
    places: ['toJSON'],
    mount: (app, { see }) => {
      app.use((ctx) => {
        ctx.body = {
          toJSON() {
            see('toJSON', ctx.req);
            return 'ham';
          },
        };
      });
    },
  },
  {
    name: "app.on('error'): thrown",
    places: ['error'],
    mount: (app, { see }) => {
      app.on('error', (_error: Error, ctx: KoaContext) => see('error', ctx.req));
      app.use(() => {
        throw failure();
      });
    },
  },
  {
    name: "app.on('error'): rejected later",
    places: ['error'],
    mount: (app, { see, pool }) => {
      app.on('error', (_error: Error, ctx: KoaContext) => see('error', ctx.req));
      app.use(
        async () =>
          await new Promise((_resolve, reject) => pool.query('x', () => reject(failure()))),
      );
    },
  },
  {
    name: "app.on('error'): streamed body fails",
    places: ['error'],
    requests: 10,
    // Not awaited: Koa 2 leaves the response open, with the middleware and without, and the client waiting.
    send: async (client, ids) => {
      void eachOrFail({})(client, ids);
      await Promise.resolve();
    },
    mount: (app, { see }) => {
      app.on('error', (_error: Error, ctx: KoaContext) => {
        see('error', ctx.req);
        ctx.res.destroy();
      });
      app.use((ctx) => {
        ctx.body = new Readable({
          read() {
            this.push('some of it');
            setImmediate(() => this.destroy(failure()));
          },
        });
      });
    },
  },
  {
    name: "app.on('error'): after the response began",
    places: ['error'],
    send: eachOrFail({}),
    mount: (app, { see }) => {
      app.on('error', (_error: Error, ctx: KoaContext) => {
        see('error', ctx.req);
        ctx.res.destroy();
      });
      app.use(async (ctx) => {
        await new Promise((resolve) => ctx.res.write('some of it', resolve));
        throw failure();
      });
    },
  },
];

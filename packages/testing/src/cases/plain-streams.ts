import { once } from 'node:events';
import { finished, PassThrough, pipeline, Readable } from 'node:stream';
import type { Plain } from '../adapter.js';
import { postChunks, post } from '../bodies.js';
import type { ContractCase } from '../contract-case.js';

/** Larger than what a stream buffers; all of them fit into what an http2 session may hold. */
const LARGE = Buffer.alloc(2 ** 18, 'x');

/** Listeners and callbacks of the request and the response as streams. */
export const streamCases: readonly ContractCase<Plain>[] = [
  {
    name: 'handler, and what it awaits',
    places: ['handler', 'after await', 'timer', 'nextTick'],
    mount: (plain, { see }) =>
      plain(async (req, res) => {
        see('handler', req);
        process.nextTick(() => see('nextTick', req));
        await once(Readable.from(['x']).resume(), 'end');
        see('after await', req);
        setTimeout(() => {
          see('timer', req);
          res.end();
        }, 1);
      }),
  },
  {
    name: 'chunked body: data, end, close',
    places: ['data', 'end', 'request close', 'finish', 'response close'],
    send: postChunks,
    mount: (plain, { see }) =>
      plain((req, res) => {
        req.on('data', () => see('data', req));
        req.on('end', () => {
          see('end', req);
          res.end('ok');
        });
        req.on('close', () => see('request close', req));
        res.on('finish', () => see('finish', req));
        res.on('close', () => see('response close', req));
      }),
  },
  {
    name: 'chunked body: readable, once, prepended',
    places: ['readable', 'once', 'prepended'],
    send: postChunks,
    mount: (plain, { see }) =>
      plain((req, res) => {
        req.on('readable', () => {
          see('readable', req);
          while (req.read() !== null);
        });
        req.once('end', () => {
          see('once', req);
          res.end();
        });
        req.prependListener('end', () => see('prepended', req));
      }),
  },
  {
    name: 'large body, paused and resumed',
    places: ['data', 'end'],
    requests: 20,
    send: post('application/octet-stream', [LARGE]),
    mount: (plain, { see }) =>
      plain((req, res) => {
        req.on('data', () => {
          see('data', req);
          req.pause();
          setImmediate(() => req.resume());
        });
        req.on('end', () => {
          see('end', req);
          res.end();
        });
      }),
  },
  {
    name: 'body read by await',
    places: ['for await', 'events.once'],
    send: postChunks,
    mount: (plain, { see }) =>
      plain(async (req, res) => {
        for await (const chunk of req) if (String(chunk) !== '') see('for await', req);
        setImmediate(() => res.end());
        await once(res, 'finish');
        see('events.once', req);
      }),
  },
  {
    name: 'stream.pipeline and stream.finished',
    places: ['pipeline in', 'finished request', 'pipeline out', 'finished response'],
    send: postChunks,
    mount: (plain, { see }) =>
      plain((req, res) => {
        finished(req, () => see('finished request', req));
        finished(res, () => see('finished response', req));
        const through = new PassThrough().resume();
        pipeline(req, through, () => {
          see('pipeline in', req);
          const out = Readable.from(['some ', 'thing']);
          pipeline(out, res, () => see('pipeline out', req));
        });
      }),
  },
];

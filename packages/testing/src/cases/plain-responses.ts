import { Readable } from 'node:stream';
import type { Plain } from '../adapter.js';
import { each } from '../bodies.js';
import type { ContractCase } from '../contract-case.js';

const isHttp1 = ({ protocol }: { protocol: string }): boolean => protocol !== 'http2';

/** Listeners and callbacks of the response alone. */
export const responseCases: readonly ContractCase<Plain>[] = [
  {
    name: 'write and end callbacks',
    places: ['write', 'end'],
    mount: (plain, { see }) =>
      plain((req, res) => {
        res.write('one', () => {
          see('write', req);
          res.end('two', () => see('end', req));
        });
      }),
  },
  {
    name: 'source piped into the response',
    places: ['read', 'pipe', 'unpipe'],
    mount: (plain, { see }) =>
      plain((req, res) => {
        let left = 3;
        const source = new Readable({
          read() {
            see('read', req);
            this.push(left-- > 0 ? 'ham '.repeat(1000) : null);
          },
        });
        res.on('pipe', () => see('pipe', req));
        res.on('unpipe', () => see('unpipe', req));
        source.pipe(res);
      }),
  },
  {
    name: 'HEAD',
    places: ['handler', 'end', 'finish', 'close'],
    send: each({ method: 'HEAD' }),
    mount: (plain, { see }) =>
      plain((req, res) => {
        see('handler', req);
        res.on('finish', () => see('finish', req));
        res.on('close', () => see('close', req));
        res.end('not sent', () => see('end', req));
      }),
  },
  {
    name: 'error of the response',
    places: ['error', 'write'],
    on: isHttp1,
    mount: (plain, { see }) =>
      plain((req, res) => {
        res.on('error', () => see('error', req));
        res.end();
        res.write('too late', () => see('write', req));
      }),
  },
];

import type { ContractCase, Plain } from '@aiolocals/testing';
import { each, pipelined } from '@aiolocals/testing';

const isHttp1 = ({ protocol }: { readonly protocol: string }): boolean => protocol !== 'http2';

/** Events of the connection. Only `bindServer` reaches them. */
export const socketCases: readonly ContractCase<Plain>[] = [
  {
    name: 'events of `req.socket`',
    places: ['close'],
    on: isHttp1,
    send: each({ headers: { Connection: 'close' } }),
    mount: (plain, { see }) =>
      plain((req, res) => {
        req.socket.on('close', () => see('close', req));
        res.end('ok');
      }),
  },
  {
    name: 'events of a `req.socket` that pipelined requests share',
    places: ['probe', 'close'],
    requests: 10,
    on: ({ protocol }) => protocol === 'http',
    send: pipelined,
    mount: (plain, { see }) =>
      plain((req, res) => {
        const { socket } = req;
        socket.once('close', () => see('close', req));
        const probe = (): void => see('probe', req);
        socket.on('probe', probe);
        setTimeout(() => {
          socket.emit('probe');
          socket.off('probe', probe);
          res.end('ok');
        }, 2);
      }),
  },
];

// @ts-check
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { bind } from '@aiolocals/core';
import { createTransport } from 'nodemailer';
import { use } from '../../harness/library.mjs';

/** As much of a mail server as a pooled connection needs. */
const server = createServer((socket) => {
  let isData = false;
  socket.write('220 survey\r\n');
  createInterface(socket).on('line', (line) => {
    if (isData && line !== '.') return;
    isData = line === 'DATA';
    socket.write(isData ? '354 go on\r\n' : '250 done\r\n');
  });
  socket.on('error', () => {});
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
const open = () =>
  createTransport({ pool: true, host: '127.0.0.1', port, maxConnections: 2, ignoreTLS: true });
const mail = { from: 'a@example.org', to: 'b@example.org', text: 'ham' };

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'nodemailer',
  cases: [
    use({
      how: 'in the callback: `transport.sendMail(mail, callback)`, with a pool',
      open,
      close: (transport) => transport.close(),
      use: (see, transport) => transport.sendMail(mail, see),
      remedies: [
        {
          how: '`transport.sendMail(mail, bind(callback))`',
          use: (see, transport) => transport.sendMail(mail, bind(see)),
        },
      ],
    }),
    use({
      how: 'after `await transport.sendMail(mail)`',
      open,
      close: (transport) => transport.close(),
      use: async (see, transport) => {
        await transport.sendMail(mail);
        see();
      },
    }),
  ],
};

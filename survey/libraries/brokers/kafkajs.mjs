// @ts-check
// The driver alone: no broker answers, and what the driver then calls is measured.
import { createServer } from 'node:net';
import { once } from 'node:events';
import kafkajs from 'kafkajs';
import { use } from '../../harness/library.mjs';

/** Returns a port that nothing listens on. */
const closedPort = async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  return port;
};
const broker = `127.0.0.1:${await closedPort()}`;
const open = () =>
  new kafkajs.Kafka({
    brokers: [broker],
    logLevel: kafkajs.logLevel.NOTHING,
    retry: { retries: 0 },
  }).producer();

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'kafkajs',
  cases: [
    use({
      how: 'after `await producer.connect()` rejects (the driver alone, without a broker)',
      open,
      use: async (see, producer) => {
        await producer.connect().catch(see);
      },
    }),
  ],
};

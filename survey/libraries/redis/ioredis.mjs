// @ts-check
import process from 'node:process';
import { bindEmitter, Context } from '@aiolocals/core';
import { Redis } from 'ioredis';
import { use } from '../../harness/library.mjs';
import { addressOf } from '../../harness/services.mjs';

const CHANNEL = `survey ioredis ${process.pid}`;
const open = () => new Redis(addressOf('redis')).setMaxListeners(0);
const openSubscriber = async () => {
  const client = open();
  await client.subscribe(CHANNEL);
  return client;
};

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'ioredis',
  needs: ['redis'],
  cases: [
    use({
      how: 'after `await client.get(key)`',
      open,
      close: (client) => client.disconnect(),
      use: async (see, client) => {
        await client.get('survey');
        see();
      },
    }),
    use({
      how: 'in the callback: `client.get(key, callback)`',
      open,
      close: (client) => client.disconnect(),
      use: (see, client) => void client.get('survey', see),
    }),
    use({
      how: 'in the callback: `client.pipeline().get(key).exec(callback)`',
      open,
      close: (client) => client.disconnect(),
      use: (see, client) => void client.pipeline().get('survey').exec(see),
    }),
    use({
      how: "in a listener: `client.on('message', listener)`",
      open: openSubscriber,
      close: (client) => client.disconnect(),
      use: async (see, client, index) => {
        client.on('message', see);
        if (index === 99) {
          const publisher = open();
          await publisher.publish(CHANNEL, 'ham');
          publisher.disconnect();
        }
      },
      remedies: [
        {
          how: '`bindEmitter(client)`',
          open: async () => {
            const client = await openSubscriber();
            Context.exit(() => bindEmitter(client));
            return client;
          },
        },
      ],
    }),
  ],
};

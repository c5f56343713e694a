// @ts-check
import process from 'node:process';
import { bind } from '@aiolocals/core';
import { createClient } from 'redis';
import { use } from '../../harness/library.mjs';
import { addressOf } from '../../harness/services.mjs';

const CHANNEL = `survey redis ${process.pid}`;
const open = async () => await createClient({ url: addressOf('redis') }).connect();
/** @param {Awaited<ReturnType<typeof open>>} client @param {number} index */
const publishLast = async (client, index) => {
  if (index !== 99) return;
  const publisher = await client.duplicate().connect();
  await publisher.publish(CHANNEL, 'ham');
  publisher.destroy();
};

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'redis',
  needs: ['redis'],
  cases: [
    use({
      how: 'after `await client.get(key)`',
      open,
      close: (client) => client.destroy(),
      use: async (see, client) => {
        await client.get('survey');
        see();
      },
    }),
    use({
      how: 'in the listener: `client.subscribe(channel, listener)`',
      open,
      close: (client) => client.destroy(),
      use: async (see, client, index) => {
        await client.subscribe(CHANNEL, see);
        await publishLast(client, index);
      },
      remedies: [
        {
          how: '`client.subscribe(channel, bind(listener))`',
          use: async (see, client, index) => {
            await client.subscribe(CHANNEL, bind(see));
            await publishLast(client, index);
          },
        },
      ],
    }),
  ],
};

// @ts-check
import process from 'node:process';
import { bind, bindEmitter, Context } from '@aiolocals/core';
import mqtt from 'mqtt';
import { use } from '../../harness/library.mjs';
import { addressOf } from '../../harness/services.mjs';

const topic = `survey/${process.pid}`;
const open = async () => {
  const client = await mqtt.connectAsync(addressOf('mqtt'));
  await client.subscribeAsync(topic, { qos: 1 });
  return client.setMaxListeners(0);
};
/** @param {{ endAsync(): unknown }} client */
const close = (client) => client.endAsync();

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'mqtt',
  needs: ['mqtt'],
  cases: [
    use({
      how: 'in the callback: `client.publish(topic, message, options, callback)`',
      open,
      close,
      use: (see, client) => client.publish(topic, 'ham', { qos: 1 }, see),
      remedies: [
        {
          how: '`client.publish(topic, message, options, bind(callback))`',
          use: (see, client) => client.publish(topic, 'ham', { qos: 1 }, bind(see)),
        },
      ],
    }),
    use({
      how: 'after `await client.publishAsync(topic, message)`',
      open,
      close,
      use: async (see, client) => {
        await client.publishAsync(topic, 'ham', { qos: 1 });
        see();
      },
    }),
    use({
      how: "in a listener: `client.on('message', listener)`",
      open,
      close,
      use: (see, client, index) => {
        client.on('message', see);
        if (index === 99) client.publish(topic, 'ham', { qos: 1 });
      },
      remedies: [
        {
          how: '`bindEmitter(client)`',
          open: async () => {
            const client = await open();
            // @ts-expect-error -- its types leave out `addListener`, which it has
            Context.exit(() => bindEmitter(client));
            return client;
          },
        },
      ],
    }),
  ],
};

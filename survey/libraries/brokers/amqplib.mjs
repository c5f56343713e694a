// @ts-check
import { bind, jobContext } from '@aiolocals/core';
import { captureContext } from '@aiolocals/workers';
import { connect } from 'amqplib';
import { use } from '../../harness/library.mjs';
import { addressOf } from '../../harness/services.mjs';

/** What the consumer calls: a function cannot be in a message. @type {Map<number, () => void>} */
const consumed = new Map();

const open = async (/** @type {(message: any) => unknown} */ consume) => {
  const connection = await connect(addressOf('amqp'));
  const channel = await connection.createConfirmChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.consume(queue, (message) => {
    if (message === null) return;
    channel.ack(message);
    consume(JSON.parse(message.content.toString()));
  });
  return { connection, channel, queue };
};
const close = (/** @type {Awaited<ReturnType<typeof open>>} */ { connection }) =>
  connection.close();
const run = (/** @type {{ use: number }} */ message) => consumed.get(message.use)?.();
const pack = (/** @type {object} */ message) => Buffer.from(JSON.stringify(message));

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'amqplib',
  needs: ['amqp'],
  cases: [
    use({
      how: 'in the callback: `channel.sendToQueue(queue, content, options, callback)`',
      open: () => open(() => {}),
      close,
      use: (see, { channel, queue }) => channel.sendToQueue(queue, pack({}), {}, see),
      remedies: [
        {
          how: '`channel.sendToQueue(queue, content, options, bind(callback))`',
          use: (see, { channel, queue }) => channel.sendToQueue(queue, pack({}), {}, bind(see)),
        },
      ],
    }),
    use({
      how: 'after `await channel.waitForConfirms()`',
      open: () => open(() => {}),
      close,
      use: async (see, { channel, queue }) => {
        channel.sendToQueue(queue, pack({}));
        await channel.waitForConfirms();
        see();
      },
    }),
    use({
      how: 'in the consumer, which should have the context that sent the message',
      open: () => open(run),
      close,
      use: (see, { channel, queue }, index) => {
        consumed.set(index, see);
        channel.sendToQueue(queue, pack({ use: index }));
      },
      remedies: [
        {
          how: 'send `captureContext()` along, and in the consumer `jobContext(name, { from: carrier }, fn)`',
          open: () =>
            open((message) => jobContext('job', { from: message.carrier }, () => run(message))),
          use: (see, { channel, queue }, index) => {
            consumed.set(index, see);
            channel.sendToQueue(queue, pack({ use: index, carrier: captureContext() }));
          },
        },
      ],
    }),
  ],
};

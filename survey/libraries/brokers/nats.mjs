// @ts-check
import process from 'node:process';
import { bind, Context, jobContext } from '@aiolocals/core';
import { captureContext } from '@aiolocals/workers';
import { connect } from '@nats-io/transport-node';
import { use } from '../../harness/library.mjs';
import { addressOf } from '../../harness/services.mjs';

const subject = `survey.${process.pid}`;
/** What the subscriber calls: a function cannot be in a message. @type {Map<number, () => void>} */
const received = new Map();
const run = (/** @type {{ use: number }} */ message) => received.get(message.use)?.();

const open = () => connect({ servers: new URL(addressOf('nats')).host });
const openAnswering = async (/** @type {(message: any) => unknown} */ receive) => {
  const connection = await open();
  connection.subscribe(subject, {
    callback: (_error, message) => {
      receive(message.json());
      message.respond('ham');
    },
  });
  return connection;
};
/** @param {{ close(): unknown }} connection */
const close = (connection) => connection.close();

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: '@nats-io/transport-node',
  needs: ['nats'],
  cases: [
    use({
      how: 'after `await connection.request(subject)`',
      open: () => openAnswering(() => {}),
      close,
      use: async (see, connection) => {
        await connection.request(subject, '{}');
        see();
      },
    }),
    use({
      how: 'in the callback: `connection.subscribe(subject, { callback })`',
      open,
      close,
      use: (see, connection, index) => {
        connection.subscribe(subject, { callback: see });
        if (index === 99) connection.publish(subject);
      },
      remedies: [
        {
          how: '`{ callback: bind(callback) }`',
          use: (see, connection, index) => {
            connection.subscribe(subject, { callback: bind(see) });
            if (index === 99) connection.publish(subject);
          },
        },
      ],
    }),
    use({
      how: 'in `for await (const message of connection.subscribe(subject))`',
      open,
      close,
      use: (see, connection, index) => {
        const messages = connection.subscribe(subject, { max: 1 });
        void (async () => {
          for await (const message of messages) if (message.subject === subject) see();
        })();
        if (index === 99) connection.publish(subject);
      },
    }),
    use({
      how: 'in a subscriber that should have the context that published the message',
      open: () => openAnswering(run),
      close,
      use: (see, connection, index) => {
        received.set(index, see);
        connection.publish(subject, JSON.stringify({ use: index }));
      },
      remedies: [
        {
          how: 'publish `captureContext()` along, and in the subscriber `jobContext(name, { from: carrier }, fn)`',
          open: () =>
            Context.exit(() =>
              openAnswering((message) =>
                jobContext('message', { from: message.carrier }, () => run(message)),
              ),
            ),
          use: (see, connection, index) => {
            received.set(index, see);
            connection.publish(subject, JSON.stringify({ use: index, carrier: captureContext() }));
          },
        },
      ],
    }),
  ],
};

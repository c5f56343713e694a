// @ts-check
import { bindEmitter } from '@aiolocals/core';
import { MongoClient } from 'mongodb';
import { use } from '../../harness/library.mjs';
import { addressOf } from '../../harness/services.mjs';

const open = () => new MongoClient(addressOf('mongo'), { maxPoolSize: 3, monitorCommands: true });

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'mongodb',
  needs: ['mongo'],
  cases: [
    use({
      how: 'after `await collection.findOne()`',
      open,
      close: (client) => client.close(),
      use: async (see, client) => {
        await client.db().collection('survey').findOne();
        see();
      },
    }),
    use({
      how: "in a listener that all commands share: `client.on('commandSucceeded', listener)`",
      open,
      close: (client) => client.close(),
      use: async (see, client) => {
        client.setMaxListeners(0).on('commandSucceeded', see);
        await client.db().collection('survey').findOne();
      },
      remedies: [
        {
          how: '`bindEmitter(client)`',
          open: () => {
            const client = open();
            bindEmitter(client);
            return client;
          },
        },
      ],
    }),
  ],
};

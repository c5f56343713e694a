// @ts-check
import process from 'node:process';
import { bind, bindEmitter, Context } from '@aiolocals/core';
import pg from 'pg';
import { use } from '../../harness/library.mjs';
import { addressOf } from '../../harness/services.mjs';

const connectionString = addressOf('postgres');
const openPool = () => new pg.Pool({ connectionString, max: 3 });
const openClient = async () => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client.setMaxListeners(0);
};
const CHANNEL = `survey_${process.pid}`;
const SQL = 'select 1 as one';

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'pg',
  needs: ['postgres'],
  cases: [
    use({
      how: 'after `await pool.query(sql)`',
      open: openPool,
      close: (pool) => pool.end(),
      use: async (see, pool) => {
        await pool.query(SQL);
        see();
      },
    }),
    use({
      how: 'in the callback: `pool.query(sql, callback)`',
      open: openPool,
      close: (pool) => pool.end(),
      use: (see, pool) => pool.query(SQL, see),
      remedies: [
        {
          how: '`pool.query(sql, bind(callback))`',
          use: (see, pool) => pool.query(SQL, bind(see)),
        },
      ],
    }),
    use({
      how: 'in the callback: `client.query(sql, callback)`',
      open: openClient,
      close: (client) => client.end(),
      use: (see, client) => client.query(SQL, see),
      remedies: [
        {
          how: '`client.query(sql, bind(callback))`',
          use: (see, client) => client.query(SQL, bind(see)),
        },
      ],
    }),
    use({
      how: "in a listener of a query: `query.on('row', listener)`",
      open: openClient,
      close: (client) => client.end(),
      use: (see, client) => client.query(new pg.Query(SQL)).on('row', see),
      remedies: [
        {
          how: '`bindEmitter(query)`',
          use: (see, client) => {
            const query = new pg.Query(SQL);
            bindEmitter(query);
            client.query(query).on('row', see);
          },
        },
      ],
    }),
    use({
      how: "in a listener: `client.on('notification', listener)`",
      open: async () => {
        const client = await openClient();
        await client.query(`listen ${CHANNEL}`);
        return client;
      },
      close: (client) => client.end(),
      use: async (see, client, index) => {
        client.on('notification', see);
        if (index === 99) await client.query(`notify ${CHANNEL}`);
      },
      remedies: [
        {
          how: '`bindEmitter(client)`',
          open: async () => {
            const client = await openClient();
            // The driver's own listeners stay outside any context.
            Context.exit(() => bindEmitter(client));
            await client.query(`listen ${CHANNEL}`);
            return client;
          },
        },
      ],
    }),
  ],
};

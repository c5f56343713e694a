// @ts-check
import { bind } from '@aiolocals/core';
import mysql from 'mysql2';
import promised from 'mysql2/promise';
import { use } from '../../harness/library.mjs';
import { addressOf } from '../../harness/services.mjs';

const options = { uri: addressOf('mysql'), connectionLimit: 3 };
const open = () => mysql.createPool(options);
/** @param {{ end(done: () => void): void }} pool */
const close = (pool) => new Promise((resolve) => pool.end(() => resolve(undefined)));

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'mysql2',
  needs: ['mysql'],
  cases: [
    use({
      how: 'after `await pool.query(sql)` of `mysql2/promise`',
      open: () => promised.createPool(options),
      close: (pool) => pool.end(),
      use: async (see, pool) => {
        await pool.query('select 1');
        see();
      },
    }),
    use({
      how: 'in the callback: `pool.query(sql, callback)`',
      open,
      close,
      use: (see, pool) => void pool.query('select 1', see),
      remedies: [
        {
          how: '`pool.query(sql, bind(callback))`',
          use: (see, pool) => void pool.query('select 1', bind(see)),
        },
      ],
    }),
    use({
      how: "in a listener of a query: `connection.query(sql).on('result', listener)`",
      open: () => mysql.createConnection(options.uri),
      close,
      use: (see, connection) => void connection.query('select 1').on('result', see),
      remedies: [
        {
          how: "`connection.query(sql).on('result', bind(listener))`",
          use: (see, connection) => void connection.query('select 1').on('result', bind(see)),
        },
      ],
    }),
  ],
};

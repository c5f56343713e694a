// @ts-check
import { bind } from '@aiolocals/core';
import mysql from 'mysql';
import { use } from '../../harness/library.mjs';
import { addressOf } from '../../harness/services.mjs';

const open = () => {
  const { hostname: host, port, username: user, password, pathname } = new URL(addressOf('mysql'));
  const database = pathname.slice(1);
  return mysql.createPool({
    host,
    port: Number(port),
    user,
    password,
    database,
    connectionLimit: 3,
  });
};
/** @param {import('mysql').Pool} pool */
const close = (pool) => new Promise((resolve) => pool.end(resolve));

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'mysql',
  needs: ['mysql'],
  cases: [
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
      how: 'in the callback: `pool.getConnection(callback)`',
      open,
      close,
      use: (see, pool) => {
        pool.getConnection((_error, connection) => (see(), connection.release()));
      },
      remedies: [
        {
          how: '`pool.getConnection(bind(callback))`',
          use: (see, pool) => {
            pool.getConnection(bind((_error, connection) => (see(), connection.release())));
          },
        },
      ],
    }),
  ],
};

// @ts-check
// The servers that libraries need. Each is looked for at its address in the environment, or else on its usual port.
import { connect } from 'node:net';
import process from 'node:process';

const usual = {
  postgres: 'postgres://postgres@127.0.0.1:5432/test',
  mysql: 'mysql://root@127.0.0.1:3306/test',
  redis: 'redis://127.0.0.1:6379',
  amqp: 'amqp://guest:guest@127.0.0.1:5672',
  nats: 'nats://127.0.0.1:4222',
  mqtt: 'mqtt://127.0.0.1:1883',
  mongo: 'mongodb://127.0.0.1:27017/test',
};

/** @typedef {keyof typeof usual} Service */

/** Returns the address of a server. */
export function addressOf(/** @type {Service} */ service) {
  return process.env[variableOf(service)] ?? usual[service];
}

/** Returns why a server cannot be used, or nothing if it answers. */
export async function absenceOf(/** @type {Service} */ service) {
  if (process.env['AIOLOCALS_SERVICES'] === 'none') return 'AIOLOCALS_SERVICES is `none`';
  const { hostname, port } = new URL(addressOf(service));
  const socket = connect(Number(port), hostname);
  const isThere = await new Promise((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
  socket.destroy();
  return isThere
    ? undefined
    : `no ${service} on ${hostname}:${port}; ${variableOf(service)} can name another address`;
}

function variableOf(/** @type {string} */ service) {
  return `AIOLOCALS_${service.toUpperCase()}`;
}

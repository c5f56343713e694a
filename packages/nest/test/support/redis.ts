import { connect } from 'node:net';

export const REDIS = { host: '127.0.0.1', port: 6379 };

/** Whether a Redis answers on its usual port of this machine. */
export async function hasRedis(): Promise<boolean> {
  if (process.env['AIOLOCALS_SERVICES'] === 'none') {
    console.log('Skipped what needs Redis: AIOLOCALS_SERVICES is `none`');
    return false;
  }
  const socket = connect(REDIS.port, REDIS.host);
  const isThere = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
  socket.destroy();
  if (!isThere) console.log(`Skipped: no Redis on ${REDIS.host}:${REDIS.port}`);
  return isThere;
}

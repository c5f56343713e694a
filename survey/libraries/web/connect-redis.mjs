// @ts-check
import { RedisStore } from 'connect-redis';
import { createClient } from 'redis';
import { addressOf } from '../../harness/services.mjs';
import { sessionCases } from '../../harness/session-cases.mjs';

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'connect-redis',
  needs: ['redis'],
  cases: sessionCases(async () => {
    const client = await createClient({ url: addressOf('redis') }).connect();
    const store = new RedisStore({ client, prefix: 'survey:', ttl: 60 });
    return { store, close: () => client.destroy() };
  }),
};

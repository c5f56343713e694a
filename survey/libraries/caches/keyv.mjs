// @ts-check
import KeyvRedis from '@keyv/redis';
import { Keyv } from 'keyv';
import { use } from '../../harness/library.mjs';
import { addressOf } from '../../harness/services.mjs';

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'keyv',
  needs: ['redis'],
  cases: [
    use({
      how: 'after `await keyv.get(key)`, on `@keyv/redis`',
      open: () => new Keyv({ store: new KeyvRedis(addressOf('redis')) }),
      close: (keyv) => keyv.disconnect(),
      use: async (see, keyv, index) => {
        await keyv.set(`survey ${index}`, index, 10_000);
        await keyv.get(`survey ${index}`);
        see();
      },
    }),
  ],
};

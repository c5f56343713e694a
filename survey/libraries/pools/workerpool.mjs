// @ts-check
import { fileURLToPath } from 'node:url';
import { bind } from '@aiolocals/core';
import { pool } from 'workerpool';
import { use } from '../../harness/library.mjs';

const open = () => pool({ maxWorkers: 2, workerType: 'thread' });
const emits = fileURLToPath(new URL('../../fixtures/emits.mjs', import.meta.url));
const add = (/** @type {number} */ a, /** @type {number} */ b) => a + b;

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'workerpool',
  cases: [
    use({
      how: 'in the callback: `pool.exec(fn).then(callback)`',
      open,
      close: (workers) => workers.terminate(),
      use: (see, workers) => void workers.exec(add, [1, 2]).then(see),
      remedies: [
        {
          how: '`pool.exec(fn).then(bind(callback))`',
          use: (see, workers) => void workers.exec(add, [1, 2]).then(bind(see)),
        },
      ],
    }),
    use({
      how: 'after `await pool.exec(fn)`',
      open,
      close: (workers) => workers.terminate(),
      use: async (see, workers) => {
        await workers.exec(add, [1, 2]);
        see();
      },
    }),
    use({
      how: 'in a listener: `pool.exec(name, args, { on: listener })`',
      open: () => pool(emits, { maxWorkers: 2, workerType: 'thread' }),
      close: (workers) => workers.terminate(),
      use: (see, workers) => void workers.exec('work', [], { on: see }),
      remedies: [
        {
          how: '`pool.exec(name, args, { on: bind(listener) })`',
          use: (see, workers) => void workers.exec('work', [], { on: bind(see) }),
        },
      ],
    }),
  ],
};

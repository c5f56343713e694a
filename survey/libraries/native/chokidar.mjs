// @ts-check
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bindEmitter, Context } from '@aiolocals/core';
import { watch } from 'chokidar';
import { use } from '../../harness/library.mjs';

const open = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'survey-'));
  const watcher = watch(folder).setMaxListeners(0);
  await once(watcher, 'ready');
  return { folder, watcher };
};
/** @param {Awaited<ReturnType<typeof open>>} shared */
const close = async ({ folder, watcher }) => {
  await watcher.close();
  await rm(folder, { recursive: true });
};

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'chokidar',
  cases: [
    use({
      how: "in a listener: `watcher.on('add', listener)`",
      open,
      close,
      use: async (see, { folder, watcher }, index) => {
        watcher.on('add', see);
        if (index === 99) await writeFile(join(folder, 'ham'), 'spam');
      },
      remedies: [
        {
          how: '`bindEmitter(watcher)`',
          open: async () => {
            const shared = await open();
            Context.exit(() => bindEmitter(shared.watcher));
            return shared;
          },
        },
      ],
    }),
  ],
};

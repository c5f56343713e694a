// @ts-check
import { bind } from '@aiolocals/core';
import Emittery from 'emittery';
import { use } from '../../harness/library.mjs';

const LAST = 99;

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'emittery',
  cases: [
    use({
      how: 'in a listener: `emitter.on(name, listener)`',
      open: () => new Emittery(),
      use: (see, emitter, index) => {
        emitter.on('event', see);
        if (index === LAST) void emitter.emit('event');
      },
      remedies: [
        {
          how: '`emitter.on(name, bind(listener))`',
          use: (see, emitter, index) => {
            emitter.on('event', bind(see));
            if (index === LAST) void emitter.emit('event');
          },
        },
      ],
    }),
  ],
};

// @ts-check
import { bind } from '@aiolocals/core';
import eventemitter2 from 'eventemitter2';
import { use } from '../../harness/library.mjs';

const LAST = 99;
const open = () => new eventemitter2.EventEmitter2({ maxListeners: 0 });

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'eventemitter2',
  cases: [
    use({
      how: 'in a listener: `emitter.on(name, listener)`',
      open,
      use: (see, emitter, index) => {
        emitter.on('event', see);
        if (index === LAST) emitter.emit('event');
      },
      remedies: [
        {
          how: '`emitter.on(name, bind(listener))`',
          use: (see, emitter, index) => {
            emitter.on('event', bind(see));
            if (index === LAST) emitter.emit('event');
          },
        },
      ],
    }),
  ],
};

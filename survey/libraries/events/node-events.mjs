// @ts-check
import { EventEmitter } from 'node:events';
import { bind, bindEmitter } from '@aiolocals/core';
import { use } from '../../harness/library.mjs';

const LAST = 99;
const open = () => new EventEmitter().setMaxListeners(0);

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'node:events',
  cases: [
    use({
      how: 'in a listener on a shared `EventEmitter`',
      open,
      use: (see, emitter, index) => {
        emitter.on('event', see);
        if (index === LAST) emitter.emit('event');
      },
      remedies: [
        {
          how: '`bindEmitter(emitter)`',
          open: () => {
            const emitter = open();
            bindEmitter(emitter);
            return emitter;
          },
        },
        {
          how: '`emitter.on(name, bind(listener))`',
          use: (see, emitter, index) => {
            emitter.on('event', bind(see));
            if (index === LAST) emitter.emit('event');
          },
        },
      ],
    }),
    use({
      how: 'in a listener on a shared `EventTarget`',
      open: () => new EventTarget(),
      use: (see, target, index) => {
        target.addEventListener('event', see);
        if (index === LAST) target.dispatchEvent(new Event('event'));
      },
      remedies: [
        {
          how: '`target.addEventListener(name, bind(listener))`',
          use: (see, target, index) => {
            target.addEventListener('event', bind(see));
            if (index === LAST) target.dispatchEvent(new Event('event'));
          },
        },
      ],
    }),
  ],
};

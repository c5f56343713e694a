// @ts-check
import { bind } from '@aiolocals/core';
import mitt from 'mitt';
import { use } from '../../harness/library.mjs';

const LAST = 99;
/** @returns {import('mitt').Emitter<{ event: string }>} */
// @ts-expect-error -- its types are those of its build for CommonJS, where it is `default`
const open = () => mitt();

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'mitt',
  cases: [
    use({
      how: 'in a listener: `emitter.on(name, listener)`',
      open,
      use: (see, emitter, index) => {
        emitter.on('event', see);
        if (index === LAST) emitter.emit('event', '');
      },
      remedies: [
        {
          how: '`emitter.on(name, bind(listener))`',
          use: (see, emitter, index) => {
            emitter.on('event', bind(see));
            if (index === LAST) emitter.emit('event', '');
          },
        },
      ],
    }),
  ],
};

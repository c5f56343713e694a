// @ts-check
import tracer from 'cls-rtracer';

/** It keeps an id and nothing else. @type {import('./raw.mjs').Alternative} */
export const clsRtracer = {
  run: (id, _path, fn) => tracer.runWithId(fn, id),
  read: () => tracer.id(),
};

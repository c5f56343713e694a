import type { AnyLogger } from './shapes.js';

/** Returns the `write` of the stream that a logger is, below anything that replaces it. */
export function streamWriteOf(root: object): AnyLogger['write'] | undefined {
  let write: AnyLogger['write'] | undefined;
  for (
    let object: object = root;
    object !== null;
    object = Object.getPrototypeOf(object) as object
  ) {
    if (Object.hasOwn(object, 'write')) ({ write } = object as AnyLogger);
  }
  return write;
}

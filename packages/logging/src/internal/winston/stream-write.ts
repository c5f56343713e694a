import type { AnyLogger } from './shapes.js';

/** Returns the `write` that a logger inherits as a stream, whatever has replaced it on the logger. */
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

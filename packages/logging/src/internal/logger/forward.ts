import type { Entry } from '../entry/entry.js';
import { render } from './render.js';
import { CAPTURED, MESSAGE } from '../entry/symbols.js';
import { warnOnce } from '../warn-once.js';
import type { AnyLogger, Callback } from '../winston/shapes.js';

type Write = AnyLogger['write'];

/** Makes what puts entries into the logger's stream. Their format runs at once, however much is in the way. */
export function makeForward(root: AnyLogger): (entry: Entry, callback?: Callback) => boolean {
  const prototype = Object.getPrototypeOf(root) as { write: Write };
  const plain = streamWriteOf(root);
  const own = Object.hasOwn(root, 'write') ? root.write : undefined;

  return (entry, callback) => {
    const { _readableState: readable, _writableState: writable } = root;
    if (writable.ending) return tooLate(root, entry, callback);
    // Instrumentations replace the `write` of winston's prototype, to add to entries. Then it must see them.
    const write = own ?? prototype.write;
    if (
      write === plain &&
      callback === undefined &&
      readable.flowing === true &&
      readable.length === 0 &&
      writable.length === 0
    ) {
      // With nothing in the way, the stream would do no more than this, at a third of the cost of the line.
      const output = entry[CAPTURED].output ?? render(root, entry);
      if (output) root.emit('data', output);
      return true;
    }
    const accepted = write.call(root, entry, undefined, callback);
    // If earlier entries are in the way the stream has kept it. Its format must run now all the same.
    if (entry[CAPTURED].output === undefined) render(root, entry);
    return accepted;
  };
}

/** What a stream has for `write`, below all that was put over it. */
function streamWriteOf(root: object): Write | undefined {
  let write: Write | undefined;
  for (
    let object: object = root;
    object !== null;
    object = Object.getPrototypeOf(object) as object
  ) {
    if (Object.hasOwn(object, 'write')) ({ write } = object as { write: Write });
  }
  return write;
}

/** The stream would only complain: about the logger, and not with the line. */
function tooLate(root: AnyLogger, entry: Entry, callback: Callback | undefined): false {
  warnOnce(
    'AIOLOCALS_LOGGER_ENDED',
    '',
    'Lines were logged after the logger had ended: they are printed to the standard error. This is said once',
  );
  const output = entry[CAPTURED].output ?? render(root, entry);
  if (output) process.stderr.write(`${String((output as Entry)[MESSAGE])}\n`);
  if (callback !== undefined) process.nextTick(callback);
  return false;
}

import type { AnyTransport, Callback } from '../winston/shapes.js';

/** What this package uses of winston's File transport. */
interface FileTransport extends AnyTransport {
  readonly maxsize?: number | null;
  readonly lazy?: boolean;
  readonly _opening?: boolean;
  readonly _rotate?: boolean;
  log(info: unknown, callback: Callback): unknown;
}

/**
 * Makes a File transport with `maxsize` take one line after the other, and none while it changes files. winston throws
 * away what is written in a burst: it destroys the stream that still holds it.
 */
export function awaitOpenFile(transport: AnyTransport): void {
  const file = transport as FileTransport;
  if (file.name !== 'file' || !file.maxsize || file.lazy === true) return;
  const { log } = file;
  const logWhenOpen = (info: unknown, callback: Callback): void => {
    if (file._opening === true || file._rotate === true) {
      // Its own listeners of the event have to run first.
      file.once?.('open', () => setImmediate(logWhenOpen, info, callback));
      return;
    }
    let left = 2;
    const done = (): void => {
      left -= 1;
      if (left === 0) callback();
    };
    file.once?.('logged', done);
    log.call(file, info, done);
  };
  Object.defineProperty(file, 'log', { value: logWhenOpen, writable: true, configurable: true });
  // Then the stream offers one line after the other.
  file._writev = undefined;
}

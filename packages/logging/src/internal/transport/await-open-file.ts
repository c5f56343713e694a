import type { AnyTransport } from '../winston/shapes.js';

/** What this package uses of winston's File transport. */
interface FileTransport extends AnyTransport {
  readonly maxsize?: number | null;
  readonly _opening?: boolean;
}

/**
 * Makes a File transport with `maxsize` take a line only while its file is open. winston throws all lines away that are
 * written while it opens a file, if they are more than a file may have.
 */
export function awaitOpenFile(transport: AnyTransport): void {
  const file = transport as FileTransport;
  if (file.name !== 'file' || !file.maxsize || file.once === undefined) return;
  const { _write: write } = file;
  file._write = (info, encoding, callback) => {
    const writeNow = (): void => write.call(file, info, encoding, callback);
    if (file._opening === true) file.once?.('open', writeNow);
    else writeNow();
  };
  // Then the stream offers one line after the other.
  file._writev = undefined;
}

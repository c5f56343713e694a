import type { Entry } from '../entry/entry.js';
import { logContextOf } from '../entry/log-context.js';
import { warnOnce } from '@aiolocals/lines/logger';
import { pipesOf } from '../winston/pipes.js';
import type { AnyLogger } from '../winston/shapes.js';
import { render } from './deliver.js';
import { makeFinal } from './final.js';

/** Creates the methods by which a logger works as a stream. */
export function makeStreamMethods(root: AnyLogger): Record<string, unknown> {
  const { _transform: transform } = root;
  return {
    _transform(entry: Entry, encoding: string, callback: () => void): void {
      if (logContextOf(entry) === undefined) {
        // Written before this package was attached.
        transform.call(root, entry, encoding, callback);
        return;
      }
      if (pipesOf(root).length === 0) warnNoTransports();
      const output = render(root, entry);
      if (output) root.push(output);
      callback();
    },
    _final: makeFinal(root),
  };
}

function warnNoTransports(): void {
  warnOnce(
    'AIOLOCALS_NO_TRANSPORTS',
    '',
    'Lines are logged to a logger without transports. They are kept in memory until it has one: ' +
      'call `logger.add(transport)`. Reported once.',
  );
}

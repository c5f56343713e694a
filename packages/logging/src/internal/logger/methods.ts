import { watchCrashes } from '../entry/crash.js';
import { prepareTransport } from '../transport/prepare-transport.js';
import { pipesOf } from '../winston/pipes.js';
import type { AnyLogger } from '../winston/shapes.js';
import { makeChild } from './child.js';
import { makeLogMethods } from './log-methods.js';
import type { Attachment } from './settings.js';
import { makeStreamMethods } from './stream-methods.js';
import { makeTimers } from './timers.js';

/** Creates all methods that replace those of a logger. Its children inherit them. */
export function makeMethods(root: AnyLogger, attachment: Attachment): Record<string, unknown> {
  const { add, configure } = root as AnyLogger & { configure: (options: unknown) => void };
  return {
    ...makeLogMethods(root, attachment),
    ...makeStreamMethods(root),
    ...makeTimers(root),
    add(transport: unknown) {
      add.call(root, transport);
      pipesOf(root).forEach(prepareTransport);
      return root;
    },
    configure(options: unknown) {
      configure.call(root, options);
      watchCrashes(root);
    },
    child(this: AnyLogger, meta: unknown) {
      return makeChild(this, meta);
    },
  };
}

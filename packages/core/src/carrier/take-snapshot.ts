import type { Context } from '../types/context.js';
import { expectContext } from '../internal/context/context.js';
import { share } from '../internal/runtime/share.js';
import * as own from '../internal/travel/snapshot.js';

/**
 * Returns the state of `context` that may leave its process: the attributes of Locals with a key, as far as their
 * policies let them travel, without the packages' own Locals except `request`. Attributes at their default are left
 * out, and so are those whose factory has not run. The values are those of the context, not copies.
 *
 * @throws TypeError if `context` is not a Context.
 *
 * @example
 * ```ts
 * import { Context } from '@aiolocals/core';
 * import { contextFrom, takeSnapshot } from '@aiolocals/core/carrier';
 *
 * const context = Context.current();
 * if (context) contextFrom(structuredClone(takeSnapshot(context))).run(() => console.log('as there'));
 * ```
 */
export const takeSnapshot: (context: Context) => own.Snapshot = share('takeSnapshot', (context) => {
  expectContext('context', context);
  return own.takeSnapshot(context);
});

/**
 * Returns the state of `context` that may go to another thread of this process: as `takeSnapshot`, with the packages'
 * own Locals, such as the log level of the context. Pass it to `contextFromThread` or `spawnWith`.
 *
 * @throws TypeError if `context` is not a Context.
 *
 * @example
 * ```ts
 * import { Worker } from 'node:worker_threads';
 * import { Context } from '@aiolocals/core';
 * import { nextIdent, spawnWith, takeThreadSnapshot } from '@aiolocals/core/carrier';
 *
 * const context = Context.current();
 * const spawn = () => new Worker(new URL('./report.js', import.meta.url));
 * if (context) spawnWith({ ident: nextIdent(context), snapshot: takeThreadSnapshot(context) }, spawn);
 * ```
 */
export const takeThreadSnapshot: (context: Context) => own.Snapshot = share(
  'takeThreadSnapshot',
  (context) => {
    expectContext('context', context);
    return own.takeThreadSnapshot(context);
  },
);

import type { Context } from '../types/context.js';
import * as own from '../internal/travel/restore.js';
import { share } from '../internal/runtime/share.js';
import type { Snapshot } from '../internal/travel/snapshot.js';

/**
 * Makes a context that starts with the state of a snapshot, and has no parent. Use it for a snapshot that came from a
 * queue, a port or another process: whoever wrote it can set only what may arrive here.
 *
 * - A Local takes what its policy lets travel, and what the `allow` option names.
 * - The Locals of the packages take nothing, apart from `request`: an `id` of 1 to 1024 visible ASCII characters, and
 *   a `path`, which is escaped and cut to 1024 characters, like the `ident` in the options.
 * - Attributes that nothing here declares are kept for a later declaration and the next snapshot: up to 1000 of them,
 *   and up to 256 KiB.
 *
 * What is refused or dropped is reported once, as a process warning with the code `AIOLOCALS_STATE_REFUSED`.
 *
 * @param options - The options of a new Context that apply, and `allow`.
 * @throws TypeError if `snapshot` does not have the form of one, or an option is unknown or invalid.
 *
 * @example
 * ```ts
 * import { request } from '@aiolocals/core';
 * import { contextFrom, type Snapshot } from '@aiolocals/core/carrier';
 *
 * declare const snapshot: Snapshot;
 * contextFrom(snapshot, { ident: 'JOB7' }).run(() => console.log(request.id));
 * ```
 */
export const contextFrom: (snapshot: Snapshot, options?: own.RestoreOptions) => Context = share(
  'contextFrom',
  own.contextFrom,
);

/**
 * Makes a context that starts with the state of a snapshot that `takeThreadSnapshot` returned in another thread of this
 * process, and has no parent. The policies of the Locals hold. The form of the snapshot is not checked: prefer
 * `contextFrom` for one whose origin you do not know.
 *
 * @param options - The options of a new Context that apply.
 * @throws TypeError if an option is unknown or invalid.
 *
 * @example
 * ```ts
 * import { contextFromThread, type Snapshot } from '@aiolocals/core/carrier';
 *
 * declare const task: { snapshot: Snapshot; run(): void };
 * contextFromThread(task.snapshot, { ident: 'REQ7f/3' }).run(() => task.run());
 * ```
 */
export const contextFromThread: (snapshot: Snapshot, options: own.ThreadOptions) => Context = share(
  'contextFromThread',
  own.contextFromThread,
);

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
 * @param from - The snapshot, or a {@link threadState} of it.
 * @param options - The options of a new Context that apply.
 * @param request - The id and the path of the request, if the snapshot does not hold them.
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
export const contextFromThread: (
  from: Snapshot | own.ThreadState,
  options: own.ThreadOptions,
  request?: own.ThreadRequest,
) => Context = share('contextFromThread', own.contextFromThread);

/**
 * Prepares a snapshot from which several contexts are made. What the second of them starts with is kept for the later
 * ones, so that to make these takes the same time however much it is. The values are the same for all of them.
 *
 * @param snapshot - As `takeThreadSnapshot` returned it. It must not change any more.
 * @returns What `contextFromThread` takes in place of the snapshot.
 *
 * @example
 * ```ts
 * import { contextFromThread, threadState, type Snapshot } from '@aiolocals/core/carrier';
 *
 * declare const snapshot: Snapshot;
 * declare const tasks: readonly (() => void)[];
 * const state = threadState(snapshot);
 * for (const task of tasks) contextFromThread(state, {}).run(task);
 * ```
 */
export const threadState: (snapshot: Snapshot) => own.ThreadState = share(
  'threadState',
  (snapshot) => new own.ThreadState(snapshot),
);

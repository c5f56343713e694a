// oxlint-disable-next-line import/no-unassigned-import -- a module shares what it exports when it is loaded
import '../internal/whole.js';

export { setBaseContext, spawnWith } from './base.js';
export { applyChanges, changesOf, recordChanges } from './changes.js';
export { contextFrom } from './context-from.js';
export { nextIdent, watchCancellation } from './task.js';
export { takeSnapshot } from './take-snapshot.js';

export type { Base } from '../internal/base.js';
export type { RestoreOptions } from '../internal/restore.js';
export type { Changes, Snapshot } from '../internal/snapshot.js';

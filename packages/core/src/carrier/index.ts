// oxlint-disable-next-line import/no-unassigned-import -- a module shares what it exports when it is loaded
import '../internal/entry/load-all.js';

export { handOver, setBaseContext, spawnWith } from './base-context.js';
export { applyChanges, changesOf, recordChanges } from './changes.js';
export { contextFrom, contextFromThread, threadState } from './context-from.js';
export { currentFrame } from './current-frame.js';
export { localsLeftBehind } from './locals-left-behind.js';
export { nextIdent } from './next-ident.js';
export { openCarrier } from './open-carrier.js';
export { takeSnapshot, takeThreadSnapshot } from './take-snapshot.js';
export { CarrierError } from '../internal/errors.js';
export { expectAllow } from '../internal/travel/allow.js';
export { CARRIER_VERSION } from '../internal/travel/carrier.js';
export { watchCancellation } from './watch-cancellation.js';

export type { Allow } from '../internal/travel/allow.js';
export type { Carrier } from '../internal/travel/carrier.js';
export type { CarrierOptions } from '../internal/travel/open-carrier.js';
export type { Base } from '../internal/travel/base-context.js';
export type { LocalLeftBehind } from './locals-left-behind.js';
export type { Frame } from './current-frame.js';
export type {
  RestoreOptions,
  ThreadOptions,
  ThreadRequest,
  ThreadState,
} from '../internal/travel/restore.js';
export type { Changes, Snapshot } from '../internal/travel/snapshot.js';

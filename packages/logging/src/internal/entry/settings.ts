import type { Field, RequestNames } from '@aiolocals/lines/logger';
import type { ReservedNames } from './reserved-names.js';

/** How the entries of a logger are built. */
export interface EntrySettings {
  /** True for the logger of `configureLogging`, false for one that `attachContext` was called with. */
  readonly configured: boolean;
  readonly service: string;
  readonly fields: readonly Field[];
  /** What the fields of the request are called. */
  readonly names: RequestNames;
  /** The names of the id, of the path and of the fields. `splat()` must not assign them. */
  readonly fieldNames: ReadonlySet<string>;
  readonly reserved: ReservedNames;
}

import type { Field } from './fields.js';
import type { ReservedNames } from './reserved-names.js';

/** How the entries of a logger are built. */
export interface EntrySettings {
  /** True for the logger of `configureLogging`, false for one that `attachContext` was called with. */
  readonly configured: boolean;
  readonly service: string;
  readonly fields: readonly Field[];
  /** The names of the fields. Attributes that an open Local gets later are added. */
  readonly fieldNames: ReadonlySet<string>;
  readonly reserved: ReservedNames;
}

import type { WriteLease } from './change-recorder.js';

/** What a context wrote in crowded slots. Contexts forked from it share this until they write. */
export class Crowd {
  readonly lease: WriteLease | undefined;
  readonly values: Map<number, unknown>;

  constructor(lease: WriteLease | undefined, values: ReadonlyMap<number, unknown> | undefined) {
    this.lease = lease;
    this.values = values === undefined ? new Map() : new Map(values);
  }
}

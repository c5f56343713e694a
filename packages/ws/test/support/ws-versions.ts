import * as newest from 'ws';
// @ts-expect-error -- it has no types of its own
import * as oldest from 'ws-oldest';

export type Ws = typeof newest;

/** Both ends of the range of peers. */
export const wsVersions: readonly (readonly [version: string, ws: Ws])[] = [
  ['ws 8.0.0', oldest as Ws],
  ['ws 8.23', newest],
];

import * as newest from 'socket.io';
// @ts-expect-error -- its types are not among its exports
import * as oldest from 'socket.io-oldest';

export type SocketIo = typeof newest;

/** Both ends of the range of peers. */
export const ioVersions: readonly (readonly [version: string, io: SocketIo])[] = [
  ['socket.io 4.0.0', oldest as SocketIo],
  ['socket.io 4.8', newest],
];

import * as newest from 'socket.io';
import * as oldest from 'socket.io-oldest';

export type SocketIo = typeof newest;

/** Both ends of the range of peers. */
export const ioVersions: readonly (readonly [version: string, io: SocketIo])[] = [
  ['socket.io 4.0.0', oldest as unknown as SocketIo],
  ['socket.io 4.8', newest],
];

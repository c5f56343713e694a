import { inspect } from 'node:util';
import type { Context } from '../../types/context.js';
import { open } from '../context/context.js';
import { contextFromThread } from './restore.js';
import type { Snapshot } from './snapshot.js';
import { expectSnapshot } from './snapshot-form.js';
import { getEnvironmentData, setEnvironmentData } from './worker-threads.js';

/** What a thread starts from: its base context. */
export interface Base {
  readonly ident: string;
  readonly snapshot: Snapshot;
}

/** The parts of `Worker` that are needed. */
interface Thread {
  readonly threadId: number;
}

/** What the environment data holds. Threads that the new one spawns get it too: it is not for them. */
interface Handover extends Base {
  /** Of the format. */
  readonly version: number;
  /** The id of the thread that it is for, as soon as that is known. */
  readonly addressee: Int32Array<SharedArrayBuffer>;
}

const KEY = 'aiolocals.base/1';
const VERSION = 1;
/**
 * The id is written as soon as the constructor of the thread returns. If it is never written, the thread that spawns
 * has died.
 */
const PATIENCE = 1000;

/** Calls `spawn`, which makes one thread, so that the thread has the base context. */
export function spawnWith<Worker extends Thread>(base: Base, spawn: () => Worker): Worker {
  const handedTo = handOver(base);
  let worker: Worker | undefined;
  try {
    worker = spawn();
    return worker;
  } finally {
    handedTo(worker);
  }
}

/**
 * Makes the base context that of the thread which is constructed next. Call what it returns when the constructor has
 * returned, with the thread, or with `undefined` if there is none.
 */
export function handOver(base: Base): (thread: Thread | undefined) => void {
  const addressee = new Int32Array(new SharedArrayBuffer(4));
  const { ident, snapshot } = base;
  const handover: Handover = { version: VERSION, ident, snapshot, addressee };
  const outer = getEnvironmentData(KEY);
  setEnvironmentData(KEY, handover);
  return (thread) => {
    setEnvironmentData(KEY, outer);
    // Without a thread, an id that no thread has.
    Atomics.store(addressee, 0, thread?.threadId ?? -1);
    Atomics.notify(addressee, 0);
  };
}

/** Makes the base context of the thread with this id, the current one, if it was spawned with one. */
export function inheritedBy(thread: number): Context | undefined {
  // In the main thread, what is found is for a thread that it is just spawning.
  if (thread === 0) return undefined;
  const handover: unknown = getEnvironmentData(KEY);
  if (handover === undefined) return undefined;
  try {
    if (!isHandover(handover)) throw new TypeError('it is not what `spawnWith` hands over');
    return accept(handover, thread);
  } catch (error) {
    warn((error as Error).message);
    return undefined;
  }
}

function isHandover(value: unknown): value is Handover {
  const { addressee } = (value ?? {}) as Partial<Handover>;
  return addressee instanceof Int32Array && addressee.buffer instanceof SharedArrayBuffer;
}

/** @throws TypeError if what `spawnWith` handed over is damaged. */
function accept(handover: Handover, thread: number): Context | undefined {
  const { version, addressee, ident, snapshot } = handover;
  // The addressee is there in every version: other threads ignore the rest without a warning.
  Atomics.wait(addressee, 0, 0, PATIENCE);
  if (Atomics.load(addressee, 0) !== thread) return undefined;
  if (version !== VERSION) {
    throw new TypeError(`it is of version ${inspect(version)}, and this one reads ${VERSION}`);
  }
  expectSnapshot('snapshot', snapshot);
  const context = contextFromThread(snapshot, { ident });
  open(context);
  return context;
}

function warn(why: string): void {
  process.emitWarning(
    `Cannot read the base context of this thread, which starts without one: ${why}; install the version of ` +
      '@aiolocals/core here that is installed where the thread was spawned',
    { type: 'AiolocalsWarning', code: 'AIOLOCALS_BASE_REFUSED' },
  );
}

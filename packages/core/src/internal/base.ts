import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import type { Context } from '../context.js';
import { open } from './context.js';
import { contextFrom } from './restore.js';
import type { Snapshot } from './snapshot.js';

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
  /** The id of the thread that it is for, as soon as that is known. */
  readonly addressee: Int32Array<SharedArrayBuffer>;
}

const KEY = 'aiolocals.base/1';
/** The id is written as soon as the constructor of the thread returns. Who never writes it has died. */
const PATIENCE = 1000;

/** Calls `spawn`, which makes one thread, so that the thread has the base context. */
export function spawnWith<Worker extends Thread>(base: Base, spawn: () => Worker): Worker {
  const addressee = new Int32Array(new SharedArrayBuffer(4));
  const handover: Handover = { ident: base.ident, snapshot: base.snapshot, addressee };
  const outer = getEnvironmentData(KEY);
  setEnvironmentData(KEY, handover);
  let worker: Worker | undefined;
  try {
    worker = spawn();
    return worker;
  } finally {
    setEnvironmentData(KEY, outer);
    // The main thread's, which is nobody's child, if there is no thread.
    Atomics.store(addressee, 0, worker?.threadId ?? -1);
    Atomics.notify(addressee, 0);
  }
}

/** Makes the base context of the thread with this id, the current one, if it was spawned with one. */
export function inheritedBy(thread: number): Context | undefined {
  // The main thread's: what it may find is for a thread that it is just spawning.
  if (thread === 0) return undefined;
  const handover = getEnvironmentData(KEY) as unknown as Handover | undefined;
  if (handover === undefined) return undefined;
  const { addressee, ident, snapshot } = handover;
  Atomics.wait(addressee, 0, 0, PATIENCE);
  if (Atomics.load(addressee, 0) !== thread) return undefined;
  const context = contextFrom(snapshot, { ident });
  open(context);
  return context;
}

// Vitest cleans up a thread with `parentPort.removeAllListeners`, which Deno does not have. The failed call would end the run.
import { type MessagePort, parentPort } from 'node:worker_threads';

function keepAll(this: MessagePort): MessagePort {
  return this;
}

if (parentPort !== null) {
  parentPort.removeAllListeners = keepAll;
}

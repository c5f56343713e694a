// Vitest tidies up a thread by `parentPort.removeAllListeners`, which Deno does not have. Its failure would end the run.
import { type MessagePort, parentPort } from 'node:worker_threads';

function keepAll(this: MessagePort): MessagePort {
  return this;
}

if (parentPort !== null) {
  parentPort.removeAllListeners = keepAll;
}

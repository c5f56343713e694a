import type * as WorkerThreads from 'node:worker_threads';

type Part = Pick<typeof WorkerThreads, 'getEnvironmentData' | 'setEnvironmentData' | 'threadId'>;

/** What a runtime without threads has. */
const without: Part = {
  getEnvironmentData: () => undefined as never,
  setEnvironmentData: () => {},
  threadId: 0,
};

// Asked for, not imported: some runtimes, such as that of Cloudflare Workers, have no such module, or only a part of it.
const found = { ...without, ...globalThis.process?.getBuiltinModule?.('node:worker_threads') };

/** The id of this thread. Without threads, all is thread 0. */
export const threadId: number = found.threadId;
/** The environment data of this thread. */
export const getEnvironmentData: Part['getEnvironmentData'] = found.getEnvironmentData;
export const setEnvironmentData: Part['setEnvironmentData'] = found.setEnvironmentData;

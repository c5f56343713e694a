import { debuglog } from 'node:util';
import { printContexts } from '../diagnostics.js';
import { isResident } from '../runtime/share.js';
import { inheritBase } from '../storage/storage.js';
import { inheritedBy } from '../travel/base-context.js';
import { threadId } from '../travel/worker-threads.js';

// Once in a thread, by the copy that serves all others.
if (isResident) {
  // Some runtimes say that every section is enabled.
  printContexts(debuglog('aiolocals'), process.env['NODE_DEBUG'] !== undefined);
  inheritBase(() => inheritedBy(threadId));
}

import { debuglog } from 'node:util';
import { threadId } from 'node:worker_threads';
import { printContexts } from '../diagnostics.js';
import { isResident } from '../runtime/share.js';
import { inheritBase } from '../storage/storage.js';
import { inheritedBy } from '../travel/base-context.js';

// Once in a thread, by the copy that serves all others.
if (isResident) {
  printContexts(debuglog('aiolocals'));
  inheritBase(() => inheritedBy(threadId));
}

// `node --import @aiolocals/core/register app.js`, or `--require`: gives each request of every server of the process its
// own context. Options come from the environment: see `internal/options-from-environment.ts`.
// oxlint-disable-next-line import/no-unassigned-import -- a module shares what it exports when it is loaded
import '../internal/entry/load-all.js';
import process from 'node:process';
import { bindAllServers } from './internal/bind-all-servers.js';
import { optionsFromEnvironment } from './internal/options-from-environment.js';

const REGISTERED = Symbol.for('aiolocals.registered/1');
const global = globalThis as { [REGISTERED]?: true };

// It may be loaded both ways, and by two copies of the package.
if (global[REGISTERED] !== true) {
  Object.defineProperty(global, REGISTERED, { value: true });
  bindAllServers(optionsFromEnvironment(process.env));
}

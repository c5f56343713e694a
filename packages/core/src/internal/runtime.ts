import { debuglog } from 'node:util';
import { threadId } from 'node:worker_threads';
import { inheritedBy } from './base.js';
import { printContexts } from './diagnostics.js';
import { RuntimeVersionError } from './errors.js';
import { here } from './here.js';
import { inheritBase } from './storage.js';
import { version } from './version.js';

/** What the copy of the package that was loaded first shares with all others. */
interface Runtime {
  readonly version: string;
  /** The folder of that copy. */
  readonly path: string;
  /** What it exports, by name. Behaviour is the contract: no copy looks into another's objects. */
  readonly api: Record<string, unknown>;
}

const KEY = Symbol.for('aiolocals.runtime/1');

const own: Runtime = { version, path: here(), api: {} };
const resident = (globalThis as { [KEY]?: Runtime })[KEY] ?? install();

function install(): Runtime {
  Object.defineProperty(globalThis, KEY, { value: own });
  printContexts(debuglog('aiolocals'), own.path);
  inheritBase(() => inheritedBy(threadId));
  return own;
}

/**
 * Returns what the first copy of the package shares as `name`: `value` itself if this is that copy. So all copies in
 * a thread, ECMAScript module or CommonJS, of one version or of several, have one storage and one set of Locals.
 *
 * What the first copy does not have throws a RuntimeVersionError when it is used, and not before.
 */
export function share<Value>(name: string, value: Value): Value {
  if (resident === own) own.api[name] = value;
  return (resident.api[name] ?? missing(name)) as Value;
}

function missing(name: string): unknown {
  const { RuntimeVersionError: VersionError = RuntimeVersionError } = resident.api as {
    RuntimeVersionError?: typeof RuntimeVersionError;
  };
  // A function expression, because a Proxy can be constructed only if its target can.
  const refuse = function (): never {
    throw new VersionError(
      `Cannot use \`${name}\`: @aiolocals/core ${own.version} at ${own.path} works with the copy that was loaded ` +
        `first, ${resident.version} at ${resident.path}, and that one does not have it; install one version of ` +
        '@aiolocals/core, or load the newer one first',
    );
  };
  return new Proxy(refuse, { get: refuse, set: refuse, apply: refuse, construct: refuse });
}

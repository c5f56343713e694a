import { packageFolder } from './package-folder.js';
import { version } from './version.js';

/** What the copy of the package that is loaded first shares with all other copies in the thread. */
interface Runtime {
  readonly version: string;
  /** The folder of that copy. */
  readonly path: string;
  /** What it exports, by name. Behaviour is the contract: no copy reads another's objects. */
  readonly api: Record<string, unknown>;
}

const KEY = Symbol.for('aiolocals.runtime/1');

const own: Runtime = { version, path: packageFolder(), api: {} };
const resident = (globalThis as { [KEY]?: Runtime })[KEY] ?? install();

/** Whether this copy is the one that was loaded first, and serves all others. */
export const isResident: boolean = resident === own;

/** The folder of this copy. */
export const folder: string = own.path;

/**
 * Returns what the first copy of the package shares as `name`: `value` itself if this is that copy. So all copies in
 * a thread, ECMAScript module or CommonJS, of one version or of several, have one storage and one set of Locals.
 *
 * What the first copy lacks throws a `RuntimeVersionError` when it is used, not when it is imported.
 */
export function share<Value>(name: string, value: Value): Value {
  if (isResident) own.api[name] = value;
  return (resident.api[name] ?? missing(name)) as Value;
}

function install(): Runtime {
  Object.defineProperty(globalThis, KEY, { value: own });
  return own;
}

function missing(name: string): unknown {
  // A function expression, because a Proxy can be constructed only if its target can.
  const refuse = function (): never {
    throw refusal(name);
  };
  return new Proxy(refuse, { get: refuse, set: refuse, apply: refuse, construct: refuse });
}

function refusal(name: string): Error {
  const message =
    `Cannot use \`${name}\`: @aiolocals/core ${own.version} at ${own.path} works with the copy that was loaded ` +
    `first, ${resident.version} at ${resident.path}, and that one does not have it; install one version of ` +
    '@aiolocals/core, or load the newer one first';
  const { RuntimeVersionError } = resident.api as {
    RuntimeVersionError?: new (message: string) => Error;
  };
  // A version that is older than that class.
  if (RuntimeVersionError === undefined)
    return Object.assign(new Error(message), {
      name: 'RuntimeVersionError',
      code: 'ERR_RUNTIME_VERSION',
    });
  return new RuntimeVersionError(message);
}

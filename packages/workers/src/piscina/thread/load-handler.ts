import { pathToFileURL } from 'node:url';
import { isModule } from './is-module.js';

/** A function of a worker file. */
export type Handler = (task: unknown) => unknown;

/** How worker files are loaded. */
export interface Loaders {
  /** As Piscina's own `require` does. */
  require(filename: string): unknown;
  /** The endings that it knows: `require.extensions`. */
  readonly extensions: object;
  /** An `import` that no bundler has turned into something else. */
  import(href: string): Promise<unknown>;
}

/**
 * Returns a function of a worker file: the one that Piscina would call. It tries `require` first, for CommonJS and for
 * what a loader adds to it, then `import`.
 *
 * A file that is certainly an ECMAScript module is never required: Node 22, 24 and 26 abort the process if a thread is
 * terminated while `require` makes the default export of such a module. Destroying a pool or aborting a task can
 * terminate a thread that is just starting.
 *
 * @throws Error if the file exports no such function, in Piscina's words, or what the file throws.
 */
export async function loadHandler(
  filename: string,
  name: string,
  loaders: Loaders,
): Promise<Handler> {
  const load = async (): Promise<unknown> => loaders.import(pathToFileURL(filename).href);
  let found: unknown;
  if (isModule(filename, loaders.extensions)) found = await pick(asRequired(await load()), name);
  else {
    try {
      found = await pick(asNamespace(loaders.require(filename)), name);
    } catch {}
    if (typeof found !== 'function') found = await pick(await load(), name);
  }
  if (typeof found === 'function') return found as Handler;
  throw new Error(`No handler function exported from ${filename}`);
}

/** Returns what `require` of the module would return to Piscina: a module may export one value for that. */
function asRequired(namespace: unknown): unknown {
  const own = namespace as Record<string, unknown>;
  if ('module.exports' in own) return asNamespace(own['module.exports']);
  return 'default' in own ? own : asNamespace(own);
}

async function pick(exported: unknown, name: string): Promise<unknown> {
  return typeof exported === 'function'
    ? exported
    : await (exported as Record<string, unknown>)[name];
}

/**
 * Returns what TypeScript makes of `await import()` of a CommonJS module, as Piscina is compiled: what the module
 * exports is the `default`, and its own properties are beside it.
 */
function asNamespace(exported: unknown): unknown {
  const own = exported as Record<string, unknown> | null | undefined;
  if (own?.['__esModule']) return own;
  const namespace: Record<string, unknown> = {};
  for (const name of Object.getOwnPropertyNames(own ?? {}))
    Object.defineProperty(namespace, name, { get: () => own?.[name], configurable: true });
  return Object.defineProperty(namespace, 'default', { value: exported });
}

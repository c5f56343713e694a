/** What the threads of a pool find in the environment data. */
export interface PoolData {
  readonly slots: Int32Array<SharedArrayBuffer>;
  readonly filename: string | undefined;
  readonly name: string;
}

const PREFIX = 'aiolocals.pool:';

/**
 * By what names Piscina asks the thread file for functions: `aiolocals.pool:<id>`, then a name and a file where they
 * are not the pool's own. No longer than they must be: they are sent and looked up with each task.
 */
export function poolKey(id: string): string {
  return PREFIX + id;
}

export function entryOf(key: string, name: string, filename: string | undefined): string {
  return filename === undefined ? `${key}\n${name}` : `${key}\n${name}\n${filename}`;
}

export function readEntry(entry: string): readonly [key: string, name?: string, filename?: string] {
  return entry.split('\n') as [string, string?, string?];
}

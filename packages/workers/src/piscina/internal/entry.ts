/** What the threads of a pool find in the environment data. */
export interface PoolData {
  readonly slots: Int32Array<SharedArrayBuffer>;
  readonly filename: string | undefined;
  readonly name: string;
}

const PREFIX = 'aiolocals.pool:';

/** By what names Piscina asks the thread file for functions: `aiolocals.pool:<id>`, and the rest if it is another one. */
export function poolKey(id: string): string {
  return PREFIX + id;
}

export function entryOf(key: string, filename: string, name: string): string {
  return `${key}\n${filename}\n${name}`;
}

export function readEntry(entry: string): readonly [key: string, filename?: string, name?: string] {
  return entry.split('\n') as [string, string?, string?];
}

/** What the threads of a pool find in the environment data. */
export interface PoolData {
  readonly slots: Int32Array<SharedArrayBuffer>;
  readonly filename: string | undefined;
  readonly name: string;
}

const PREFIX = 'aiolocals.pool:';

/**
 * By what names Piscina asks the thread file for functions: `aiolocals.pool:<id>`, then a file and a name where they are
 * not the pool's own. No longer than they must be: they are sent and looked up with each task.
 */
export function poolKey(id: string): string {
  return PREFIX + id;
}

/** No file has it in its name, and what else comes last: a name, whoever made it up, is never read as a file. */
const SEPARATOR = '\0';

/** Whether it can be a file at all. */
export function isFilename(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !value.includes(SEPARATOR);
}

/** @param filename - Empty if it is the pool's. */
export function entryOf(key: string, filename: string, name: string): string {
  return key + SEPARATOR + filename + SEPARATOR + name;
}

export function readEntry(
  entry: string,
): readonly [key: string, filename?: string | undefined, name?: string] {
  const [key = '', filename, ...name] = entry.split(SEPARATOR);
  return filename === undefined ? [key] : [key, filename || undefined, name.join(SEPARATOR)];
}

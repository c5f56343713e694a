/** Begins every name by which Piscina asks the thread file for a function of a `ContextPool`. */
const PREFIX = 'aiolocals.pool:';

/** No file name can contain it. The name of a function can, so the name comes last. */
const SEPARATOR = '\0';

/**
 * Returns the key of a pool's own function: `aiolocals.pool:<id>`. Keys are short, because a key is sent and looked up
 * with each task.
 */
export function poolKey(id: string): string {
  return PREFIX + id;
}

/** Whether the value can be the name of a file. */
export function isFilename(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !value.includes(SEPARATOR);
}

/**
 * Returns the key of a function that is not the pool's own.
 *
 * @param filename - Empty for the file of the pool.
 */
export function functionKey(pool: string, filename: string, name: string): string {
  return pool + SEPARATOR + filename + SEPARATOR + name;
}

/** Returns the parts of a key. What is absent is the pool's own. */
export function readFunctionKey(
  key: string,
): readonly [pool: string, filename?: string | undefined, name?: string] {
  const [pool = '', filename, ...name] = key.split(SEPARATOR);
  return filename === undefined ? [pool] : [pool, filename || undefined, name.join(SEPARATOR)];
}

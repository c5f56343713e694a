const warned = new WeakSet<object>();

/**
 * Calls a function of the options that returns the id of a message or a job. If it throws, the work goes on with a new id,
 * and a warning says so once.
 */
export function inboundId<Args extends unknown[]>(
  option: string,
  idOf: ((...args: Args) => unknown) | undefined,
  ...args: Args
): unknown {
  if (idOf === undefined) return undefined;
  try {
    return idOf(...args);
  } catch (error) {
    if (!warned.has(idOf)) {
      warned.add(idOf);
      process.emitWarning(
        `\`${option}\` of ContextModule threw; a new id is used: ${String(error)}`,
        {
          type: 'AiolocalsWarning',
        },
      );
    }
    return undefined;
  }
}

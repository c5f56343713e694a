const ACCEPTABLE = /^[A-Za-z0-9._:+/=@-]{1,128}$/;
/** Nothing else may reach a log line, whatever `validate` says. */
const VISIBLE = /^[\x21-\x7e]{1,1024}$/;

const warned = new WeakSet<object>();

type Validate = ((id: string) => boolean) | undefined;

/**
 * Returns the id that a message or a job brought, if it is to be honoured: by the same rules as the id of a request.
 *
 * @param option - The name of the option that `idOf` is.
 * @param idOf - Returns the id. If it throws, the work goes on with a new one, and a warning says so once.
 */
export function inboundId<Args extends unknown[]>(
  option: string,
  idOf: ((...args: Args) => unknown) | undefined,
  validate: Validate,
  ...args: Args
): string | undefined {
  if (idOf === undefined) return undefined;
  try {
    const id = idOf(...args);
    return typeof id === 'string' && isAcceptable(id, validate) ? id : undefined;
  } catch (error) {
    warnOfOption(option, idOf, 'a new id is used', error);
    return undefined;
  }
}

/** Whether an id may be used, by the same rules as that of a request. */
export function isAcceptable(id: string, validate: Validate): boolean {
  return validate === undefined ? ACCEPTABLE.test(id) : VISIBLE.test(id) && validate(id);
}

/** Warns once for each function of the options that failed. */
export function warnOfOption(
  option: string,
  given: object,
  consequence: string,
  error: unknown,
): void {
  if (warned.has(given)) return;
  warned.add(given);
  process.emitWarning(`\`${option}\` of ContextModule failed; ${consequence}: ${String(error)}`, {
    type: 'AiolocalsWarning',
    code: 'AIOLOCALS_REQUEST_OPTION',
  });
}

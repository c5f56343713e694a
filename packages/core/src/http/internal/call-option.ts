const warned = new WeakSet<object>();

/**
 * Calls a function of the options. What it throws, or returns against its contract, costs no request: it is warned of
 * once, and counts as undefined.
 */
export function guard<Argument, Result>(
  name: string,
  fn: (argument: Argument) => Result,
  argument: Argument,
  isResult: (result: Result) => boolean = () => true,
): Result | undefined {
  try {
    const result = fn(argument);
    if (isResult(result)) return result;
    warn(name, fn, 'returned something else than 1 to 1024 visible ASCII characters');
  } catch (error) {
    warn(name, fn, `threw ${String(error)}`);
  }
  return undefined;
}

function warn(name: string, fn: object, what: string): void {
  if (warned.has(fn)) return;
  warned.add(fn);
  process.emitWarning(
    `\`${name}\` ${what}: the request goes on as if it had not been given. Make it return what it should for every request`,
    { type: 'AiolocalsWarning', code: 'AIOLOCALS_REQUEST_OPTION' },
  );
}

const warned = new WeakSet<object>();

/**
 * Calls a function of the options. If it throws, or returns what it must not, the request goes on: a warning says so
 * once, and the result is undefined.
 */
export function callOption<Argument, Result>(
  name: string,
  fn: (argument: Argument) => Result,
  argument: Argument,
  isResult: (result: Result) => boolean = () => true,
): Result | undefined {
  try {
    const result = fn(argument);
    if (isResult(result)) return result;
    warn(name, fn, 'returned something other than 1 to 1024 visible ASCII characters');
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

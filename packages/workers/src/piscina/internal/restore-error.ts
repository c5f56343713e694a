import type { ErrorConstructors } from './error-classes.js';
import type { PackedValue, SentError, SentValue, ThrownError } from './sent-error.js';

/**
 * Returns the value that `packValue` was given, in this thread. An error has the most specific of its classes that is
 * known here.
 */
export function restoreValue({ sent, errors }: PackedValue, classes: ErrorConstructors): unknown {
  // All are made before any has its properties: one may be its own cause.
  const made = errors.map((error) => make(error, classes));
  const valueOf = (packed: SentValue): unknown => {
    if ('value' in packed) return packed.value;
    return 'list' in packed ? packed.list.map(valueOf) : made[packed.error];
  };
  errors.forEach(({ name, stack, properties }, place) => {
    const error = made[place] as Error;
    if (stack !== undefined) define(error, 'stack', stack, false);
    for (const [key, value, isEnumerable] of properties)
      define(error, key, valueOf(value), isEnumerable);
    if (error.name !== name) define(error, 'name', name, false);
  });
  return valueOf(sent);
}

/** Returns the error that a thread threw. */
export function restoreThrown(
  { 'aiolocals.error': errors }: ThrownError,
  classes: ErrorConstructors,
): unknown {
  return restoreValue({ sent: { error: 0 }, errors }, classes);
}

function make({ classes: names, name, message }: SentError, classes: ErrorConstructors): Error {
  const Class = names.map((each) => classes.get(each)).find((each) => each !== undefined);
  if (Class === DOMException) return new DOMException(message, name);
  const error = new Error(message);
  // The constructor is not called: it may need other arguments, or have side effects.
  if (Class !== undefined) Object.setPrototypeOf(error, Class.prototype as object);
  return error;
}

function define(error: Error, key: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(error, key, { value, enumerable, configurable: true, writable: true });
}

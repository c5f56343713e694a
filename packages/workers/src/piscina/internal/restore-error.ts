import type { ErrorConstructors } from './error-classes.js';
import type { SentError, SentValue } from './sent-error.js';

/**
 * Returns the value that `packValue` was given, in this thread. An error has the most specific of its classes that is
 * known here.
 */
export function restoreValue(
  sent: SentValue,
  classes: ErrorConstructors,
  restored: Map<SentError, Error> = new Map(),
): unknown {
  if ('value' in sent) return sent.value;
  if ('list' in sent) return sent.list.map((item) => restoreValue(item, classes, restored));
  return restored.get(sent.error) ?? restoreError(sent.error, classes, restored);
}

/** @param restored - The errors that are restored already: one may be its own cause. */
function restoreError(
  sent: SentError,
  classes: ErrorConstructors,
  restored: Map<SentError, Error>,
): Error {
  const error = make(sent, classes);
  restored.set(sent, error);
  if (sent.stack !== undefined) define(error, 'stack', sent.stack, false);
  for (const [key, value, isEnumerable] of sent.properties)
    define(error, key, restoreValue(value, classes, restored), isEnumerable);
  if (error.name !== sent.name) define(error, 'name', sent.name, false);
  return error;
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

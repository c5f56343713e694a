import { expectFunction } from '@aiolocals/core/options';
import { type Prefix, safePrefixNow, usualPrefix } from './internal/prefix.js';

const OURS = Symbol.for('aiolocals.lines/formatArgs');

/**
 * Returns a `formatArgs` for the package `debug` that puts the id and the path of the request before each message: those
 * of the context in which the function that `debug` returned is called. Outside any context lines stay as they are.
 *
 * @param original - The `formatArgs` that `debug` has. One that this function returned is returned as it is.
 * @param prefix - Returns what stands before a message. By default `[/users#REQ7f]`.
 * @throws TypeError if `original` or `prefix` is not a function.
 *
 * @example
 * ```ts
 * import { formatArgs } from '@aiolocals/lines';
 * import createDebug from 'debug';
 *
 * createDebug.formatArgs = formatArgs(createDebug.formatArgs);
 * ```
 */
export function formatArgs<Original extends (args: never) => void>(
  original: Original,
  prefix: Prefix = usualPrefix,
): Original {
  expectFunction('original', original);
  expectFunction('prefix', prefix);
  if (Object.hasOwn(original, OURS)) return original;
  const own = function (this: unknown, args: unknown[]): void {
    const text = safePrefixNow(prefix);
    const [message] = args;
    // `debug` passes a text, which is a format.
    if (text !== '' && typeof message === 'string') {
      args[0] = `${text}${message}`;
      Reflect.apply(original, this, [args]);
      // With further arguments, such as the time that is printed in colour, a percent sign starts a token.
      if (args.length > 1 && text.includes('%')) args[0] = escaped(args[0], text);
    } else Reflect.apply(original, this, [args]);
  };
  return Object.defineProperty(own, OURS, { value: true }) as unknown as Original;
}

function escaped(format: unknown, text: string): unknown {
  return typeof format === 'string'
    ? format.replace(text, () => text.replaceAll('%', '%%'))
    : format;
}

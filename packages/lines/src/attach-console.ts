import { expected, expectFunction, optionsChecker } from '@aiolocals/core/options';
import { type Prefix, safePrefixNow, usualPrefix } from './internal/prefix.js';

/** The options of `attachConsole`. */
export interface ConsoleOptions {
  /**
   * The console whose lines get a prefix.
   *
   * @default globalThis.console
   */
  readonly console?: object;
  /**
   * Returns what stands before each line of a request.
   *
   * @default `[/users#REQ7f]`, and `[/users#REQ7f late=90]` if the context ended 90 seconds ago
   *
   * @example
   * ```ts
   * import { attachConsole } from '@aiolocals/lines';
   *
   * attachConsole({ prefix: ({ requestId }) => requestId });
   * ```
   */
  readonly prefix?: Prefix;
}

type Method = (this: unknown, ...args: unknown[]) => unknown;
type AnyConsole = Record<PropertyKey, unknown>;

/** The methods that print what they are passed as a line. `trace`, `assert`, `table`, `count` and others call these. */
const METHODS = ['debug', 'dirxml', 'error', 'info', 'log', 'warn'];
const ATTACHED = Symbol.for('aiolocals.lines/console');

const checkOptions = optionsChecker('attachConsole', {
  console: expectConsole,
  prefix: expectFunction,
});

/**
 * Puts the id and the path of the request before each line of the console: those of the context that the method is called
 * in. Outside any context lines stay as they are. Attaching twice does the same as attaching once, and the last options
 * count.
 *
 * It replaces `log`, `info`, `debug`, `warn`, `error` and `dirxml`, and so what Node prints with these: `trace`, `assert`,
 * `table`, `count`, `timeEnd`, `group`. `dir` prints its object as before. A method that was taken out of the console
 * earlier, as in `const { log } = console`, prints no prefix.
 *
 * @returns A function that gives the console its methods back.
 * @throws TypeError if an option does not exist or is of the wrong kind.
 *
 * @example
 * ```ts
 * import { Context, request } from '@aiolocals/core';
 * import { attachConsole } from '@aiolocals/lines';
 *
 * attachConsole();
 * new Context().run(() => {
 *   request.id = 'REQ7f';
 *   request.path = '/users';
 *   console.log('loaded %d users', 3); // [/users#REQ7f] loaded 3 users
 * });
 * ```
 */
export function attachConsole(options: ConsoleOptions = {}): () => void {
  checkOptions(options);
  const { console: given = globalThis.console, prefix = usualPrefix } = options;
  const target = given as AnyConsole;
  const existing = target[ATTACHED] as Attached | undefined;
  if (existing !== undefined) {
    existing.prefix = prefix;
    return existing.detach;
  }
  const attached: Attached = { prefix, detach: () => undefined };
  const undo = METHODS.map((name) => replace(target, name, attached));
  Object.defineProperty(target, ATTACHED, { value: attached, configurable: true });
  attached.detach = () => {
    if (target[ATTACHED] !== attached) return;
    Reflect.deleteProperty(target, ATTACHED);
    // For methods that other code has replaced in the meantime, and that call ours.
    attached.prefix = () => '';
    for (const each of undo) each();
  };
  return attached.detach;
}

interface Attached {
  prefix: Prefix;
  detach: () => void;
}

/** Replaces a method by one that prints a prefix; returns what undoes it. */
function replace(target: AnyConsole, name: string, attached: Attached): () => void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  const original = target[name];
  if (typeof original !== 'function') return () => undefined;
  // Node's `assert`, `table` and others call a method of this console by its name.
  const method = {
    [name](this: unknown, ...args: unknown[]): unknown {
      return Reflect.apply(original as Method, this, withPrefix(args, attached));
    },
  }[name];
  const { enumerable = true } = before ?? {};
  Object.defineProperty(target, name, {
    value: method,
    writable: true,
    configurable: true,
    enumerable,
  });
  return () => {
    if (target[name] !== method) return;
    Reflect.deleteProperty(target, name);
    if (before !== undefined) Object.defineProperty(target, name, before);
  };
}

/** Returns the arguments of a line with the prefix. The first can be a format, which has to stay one. */
function withPrefix(args: unknown[], attached: Attached): unknown[] {
  const prefix = safePrefixNow(attached.prefix);
  if (prefix === '') return args;
  const [first, ...rest] = args;
  if (typeof first !== 'string')
    return [args.length === 0 ? prefix : literal(prefix.trimEnd()), ...args];
  return [`${rest.length === 0 ? prefix : literal(prefix)}${first}`, ...rest];
}

/** Returns a text that is not a format: with arguments after it, `%%` is printed as a percent sign. */
function literal(text: string): string {
  return text.replaceAll('%', '%%');
}

function expectConsole(name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null || typeof (value as Console).log !== 'function')
    throw expected(name, 'a console', value);
}

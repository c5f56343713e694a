import { clip, describe, expected } from './expect.js';
import { holdsElsewhere } from './holds-elsewhere.js';
import { nearestName } from './nearest-name.js';

/** Throws a TypeError unless `value`, which is called `name` in the message, is what it should be. */
export type Check = (name: string, value: unknown) => void;

/** For each option that there is, the check of its value. An option that is undefined counts as not given. */
export type Checks<Name extends string = string> = Readonly<Record<Name, Check>>;

/** Checks an options object. `name` is what the argument is called in messages: `options` by default. */
export type CheckOptions = (options: unknown, name?: string) => void;

/**
 * Returns a function that throws a TypeError for an options object with an unknown option, or with an option of the
 * wrong kind. A misspelt option would otherwise be ignored without a word.
 *
 * @param owner - What takes the options, for the message: `contextMiddleware`, `new Context`.
 * @param checks - The options that there are.
 * @param advice - What to say of names that are no options but likely to be tried: where they belong.
 *
 * @example
 * ```ts
 * import { expectFunction, optionsChecker } from '@aiolocals/core/options';
 *
 * const check = optionsChecker('poll', { onTick: expectFunction });
 * check({ onTick: () => {} });
 * ```
 */
export function optionsChecker(
  owner: string,
  checks: Checks,
  advice: Readonly<Record<string, string>> = {},
): CheckOptions {
  // A Map has no inherited names. An object would need two look-ups, and take twice as long.
  const known = new Map(Object.entries(checks));
  return (options, name = 'options') => {
    if (typeof options !== 'object' || options === null || Array.isArray(options))
      throw noOptions(owner, name, options, checks);
    let isEmpty = true;
    // Inherited ones too: options may be an instance of a class.
    for (const option in options) {
      isEmpty = false;
      const check = known.get(option);
      if (check === undefined) throw unknown(owner, option, checks, advice);
      const value = (options as Record<string, unknown>)[option];
      if (value !== undefined) check(prefixed(name, option), value);
    }
    // A promise that nobody awaited, or a Date, would count as no options at all.
    if (isEmpty && holdsElsewhere(options)) throw noOptions(owner, name, options, checks);
  };
}

function noOptions(owner: string, name: string, options: unknown, checks: Checks): TypeError {
  const what = describe(options) === 'an object' ? 'a plain object' : 'an object';
  return expected(name, what, options, `\`${owner}\` takes ${listed(Object.keys(checks))}`);
}

/** `timeout` of `options`, but `fields.redact` of another argument. */
function prefixed(name: string, option: string): string {
  return name === 'options' ? option : `${name}.${option}`;
}

function unknown(
  owner: string,
  option: string,
  checks: Checks,
  advice: Readonly<Record<string, string>>,
): TypeError {
  const names = Object.keys(checks);
  const nearest = nearestName(option, names);
  const remedy =
    (Object.hasOwn(advice, option) ? advice[option] : undefined) ??
    (nearest === undefined ? `it takes ${listed(names)}` : `did you mean \`${nearest}\`?`);
  return new TypeError(`Unknown option \`${clip(option)}\` for \`${owner}\`: ${remedy}`);
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'no options';
  const quoted = names.map((name) => `\`${name}\``);
  const last = quoted.pop() as string;
  return quoted.length === 0 ? last : `${quoted.join(', ')} and ${last}`;
}

import { describe, expected, expectName, optionsChecker } from '@aiolocals/core/options';

/** A Local together with the values of some of its attributes. */
export type LocalValues<State extends object> = readonly [
  local: State,
  values: Readonly<Partial<State>>,
];

/** What a test starts with, and what becomes of contexts that it leaves open. */
export interface TestContextOptions<States extends readonly object[] = readonly object[]> {
  /**
   * The `request.id` of the test.
   *
   * @default `TEST` and a number that counts the tests of the process.
   * @example `{ id: 'a1' }`
   */
  readonly id?: string | undefined;
  /**
   * The `request.path` of the test.
   *
   * @default the title of the test where it is known, otherwise an empty string
   * @example `{ path: '/orders' }`
   */
  readonly path?: string | undefined;
  /**
   * Locals, each with the values that its attributes have when the test starts.
   *
   * @default every Local has its defaults
   * @example
   * ```ts
   * import { Local } from '@aiolocals/core';
   * import { inContext } from '@aiolocals/test';
   *
   * const user = new Local<{ name: string }>({ name: 'nobody' });
   * await inContext({ locals: [[user, { name: 'ada' }]] }, () => console.log(user.name)); // ada
   * ```
   */
  readonly locals?: { readonly [Index in keyof States]: LocalValues<States[Index] & object> };
  /**
   * What happens if tasks or child contexts of the test are open one turn of the event loop after its end: `fail` rejects
   * with a `LeakedContextError`, `warn` emits a process warning, `ignore` does nothing. If the test itself fails, only
   * that is reported; Vitest reports both.
   *
   * @default 'fail'
   */
  readonly leaks?: Leaks | undefined;
}

/** What to do about contexts that are left open. */
export type Leaks = 'fail' | 'warn' | 'ignore';

const LEAKS: readonly unknown[] = ['fail', 'warn', 'ignore'] satisfies readonly Leaks[];

const checks = {
  id: expectName,
  path: expectString,
  locals: expectLocals,
  leaks(name: string, value: unknown): void {
    if (!LEAKS.includes(value)) throw expected(name, "`'fail'`, `'warn'` or `'ignore'`", value);
  },
};

/** Throws a TypeError for options that do not exist or are not what they should be. */
export const checkTestOptions: (owner: string, options: unknown) => void = (owner, options) =>
  optionsChecker(owner, checks)(options);

function expectString(name: string, value: unknown): void {
  if (typeof value !== 'string') throw expected(name, 'a string', value);
}

function expectLocals(name: string, value: unknown): void {
  if (!Array.isArray(value)) throw expected(name, 'a list of pairs `[local, values]`', value);
  for (const [index, pair] of value.entries()) {
    if (Array.isArray(pair) && pair.length === 2 && pair.every(isObject)) continue;
    throw new TypeError(
      `Expected \`${name}[${index}]\` to be a Local and its values, \`[local, { attribute: value }]\`, got ${describe(pair)}`,
    );
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

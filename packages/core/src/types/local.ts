/** The default of an attribute, or a factory of it. To hold a function, give a factory that returns it. */
export type Default<Value> = Exclude<Value, (...args: never[]) => unknown> | (() => Value);

/** Names every attribute of a Local, each with its default. */
export type Declaration<State extends object> = {
  readonly [Name in keyof Required<State>]: Default<State[Name]>;
};

/** What a Local without a declaration holds: any attribute. */
export type OpenState = Record<string, unknown>;

/** What of a Local may leave its thread. */
export interface LocalPolicy {
  /** `false` keeps all of it home, a list lets only those attributes travel. By default everything travels. */
  readonly travels?: boolean | readonly string[];
}

/** The options of a Local without a key. */
export interface LocalOptions {
  /**
   * Names the Local in messages.
   *
   * @default A made-up name, such as `Local#3`.
   */
  readonly name?: string;
  /**
   * `false` says that its state is to stay in its thread. Without it, packages that start threads warn of state that
   * stays behind. State that is to travel needs a key: {@link LocalConstructor.for}.
   */
  readonly travels?: false;
}

/**
 * The constructor of Locals. Attribute names belong to the user, so all that it does is static.
 */
export interface LocalConstructor {
  /**
   * Makes an open Local: it takes arbitrary attributes. Prefer a declared one, which is faster and typed.
   *
   * Reading, setting and deleting an attribute outside any context throws a `NoContextError`.
   *
   * @example
   * ```ts
   * import { Local } from '@aiolocals/core';
   *
   * const notes = new Local(undefined, { name: 'notes' });
   * ```
   *
   * @throws TypeError if an option does not exist or is not what it should be.
   */
  new <State extends object = OpenState>(declaration?: undefined, options?: LocalOptions): State;
  /**
   * Makes a declared Local: it has the attributes of its declaration and no others.
   *
   * A default that is a function is a factory: it is called once for each context in which the Local starts with empty
   * state, when the attribute is first read. Prefer a factory that reads no Local: it runs in the context of the first
   * reader, which may be a descendant, and all of them get the same value.
   *
   * @throws TypeError if a default is an object: every context would share it. Use a factory.
   *
   * @example
   * ```ts
   * import { Context, Local } from '@aiolocals/core';
   *
   * const cart = new Local<{ items: string[]; coupon?: string }>({ items: () => [], coupon: undefined });
   * new Context().run(() => cart.items.push('ham'));
   * ```
   */
  new <State extends object>(declaration: Declaration<State>, options?: LocalOptions): State;
  /**
   * Returns the Local with this key: the same one in every copy of the package in the process. Its state travels to
   * threads as far as `policy` allows.
   *
   * A later call with the same key adds the attributes it declares. The first default of an attribute stands, and
   * the strictest policy wins.
   *
   * @throws TypeError if `key` is not a string, or if the Local is open here and declared there.
   */
  for<State extends object = OpenState>(
    key: string,
    declaration?: Declaration<State>,
    policy?: LocalPolicy,
  ): State;
  /**
   * Calls `fn` with other values of some attributes, which hold for `fn` and for what it starts: tasks, timers, child
   * contexts. The context is the same, with its ident, lifetime and cancellation, and all other attributes are as
   * everywhere in it. Assignments to an attribute that `changes` names stay in there; all others reach the context.
   *
   * `context.enter`, `context.bind` and listeners that an adapter binds to its request run with the values of the
   * context. `bind(fn)` keeps those of the call.
   *
   * @param changes - The other value of each attribute. Not a factory: a function is a value.
   * @returns What `fn` returns.
   * @throws {@link NoContextError} outside any context.
   * @throws TypeError if `local` does not declare an attribute that `changes` names.
   *
   * @example
   * ```ts
   * import { Context, Local } from '@aiolocals/core';
   *
   * const flags = new Local<{ dryRun: boolean }>({ dryRun: false });
   * new Context().run(() => {
   *   Local.with(flags, { dryRun: true }, () => console.log(flags.dryRun)); // true
   *   console.log(flags.dryRun); // false
   * });
   * ```
   */
  with<State extends object, Args extends unknown[], Result>(
    local: State,
    changes: Partial<State>,
    fn: (...args: Args) => Result,
    ...args: Args
  ): Result;
  /** Returns a plain copy of the state of `local`, or undefined outside any context. Never throws for a Local. */
  peek<State extends object>(local: State): State | undefined;
  /** Returns the key of `local`, or the name that it was given or that was made up for it. */
  nameOf(local: object): string;
  readonly prototype: object;
}

import type { Context } from '../types/context.js';
import { expectContext, viewOf } from '../internal/context/context.js';
import { unkeyedLocals } from '../internal/locals/unkeyed-locals.js';
import { share } from '../internal/runtime/share.js';

/** A Local whose state cannot leave the thread, because it has no key. */
export interface LocalLeftBehind {
  /** As given by `new Local(declaration, { name })`, or made up. */
  readonly name: string;
  /** The attributes that hold another value than their default. */
  readonly attributes: readonly string[];
  /** Whether it was made with `travels: false`: its maker knows. */
  readonly staysHome: boolean;
}

/**
 * Returns the Locals without a key that hold a value in `context`: another thread reads their defaults instead. Useful
 * to warn of them, with the remedy `Local.for(key)`.
 *
 * @throws TypeError if `context` is not a Context.
 */
export const localsLeftBehind: (context: Context) => LocalLeftBehind[] = share(
  'localsLeftBehind',
  (context) => {
    expectContext('context', context);
    const view = viewOf(context);
    const left: LocalLeftBehind[] = [];
    for (const { definition, staysHome } of unkeyedLocals()) {
      const attributes: string[] = [];
      definition.collect(view, true, { add: (name) => attributes.push(name) });
      if (attributes.length > 0) left.push({ name: definition.name, attributes, staysHome });
    }
    return left;
  },
);

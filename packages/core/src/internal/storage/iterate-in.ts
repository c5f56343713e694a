import type { Context } from '../../types/context.js';
import { bindTo } from './bind-to.js';

type Step = (...args: never[]) => unknown;

/** An iterator, synchronous or not. */
export interface AnyIterator {
  readonly next: Step;
  readonly return?: Step;
  readonly throw?: Step;
}

/**
 * Makes an iterator whose steps are those of `iterator`, taken with `store` in the storage. It inherits what else the
 * iterator has: helpers such as `map` reach the steps by name.
 */
export function iterateIn(store: Context | null | undefined, iterator: AnyIterator): AnyIterator {
  const wrapper = Object.create(Object.getPrototypeOf(iterator) as object) as Record<
    string,
    unknown
  >;
  for (const name of ['next', 'return', 'throw'] as const) {
    const step = iterator[name];
    if (step !== undefined) wrapper[name] = bindTo(store, step.bind(iterator));
  }
  return wrapper as unknown as AnyIterator;
}

import { share } from '../../internal/runtime/share.js';
import type { Context } from '../../types/context.js';
import type { RequestPolicy } from '../request-policy.js';

type Setup = NonNullable<RequestPolicy['setup']>;

/** The `setup` functions that still run, of all copies of the package, by the context of the request. */
export const unfinishedSetups: WeakMap<Context, Promise<void>> = share(
  'unfinishedSetups',
  new WeakMap(),
);

/** Runs `setup` in the context of a request, and notes the promise that it may return. */
export function runSetup(context: Context, setup: Setup, args: readonly unknown[]): void {
  const started = context.enter(start, setup, args);
  if (started === undefined) return;
  const earlier = unfinishedSetups.get(context);
  const all: Promise<void> = context.enter(forget, context, () => all, earlier, started);
  unfinishedSetups.set(context, all);
}

/** Calls `setup`. Returns a promise if its result has to be awaited, such as a query that starts only then. */
function start(setup: Setup, args: readonly unknown[]): Promise<unknown> | undefined {
  const result: unknown = Reflect.apply(setup, undefined, args);
  return isThenable(result) ? Promise.resolve(result) : undefined;
}

/**
 * Forgets the promise once it is fulfilled. A failure stays: a later middleware of the request must not go on either.
 */
async function forget(
  context: Context,
  self: () => Promise<void>,
  earlier: Promise<void> | undefined,
  started: Promise<unknown>,
): Promise<void> {
  await (earlier === undefined ? started : Promise.all([earlier, started]));
  if (unfinishedSetups.get(context) === self()) unfinishedSetups.delete(context);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  const isObject = typeof value === 'object' ? value !== null : typeof value === 'function';
  return isObject && typeof (value as { readonly then?: unknown }).then === 'function';
}

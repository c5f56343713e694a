import { share } from '../../internal/runtime/share.js';
import type { Context } from '../../types/context.js';
import type { RequestPolicy } from '../request-policy.js';
import type { ServerReply, ServerRequest } from '../server-pair.js';

type Setup = NonNullable<RequestPolicy['setup']>;

/** What the `setup` functions of all copies of the package have not finished yet. */
interface Setups {
  readonly unfinished: WeakMap<Context, Promise<void>>;
  /** Whether any of them ever returned a promise: most never do, and then no request is looked up. */
  areAsync: boolean;
}

export const setups: Setups = share('setups', { unfinished: new WeakMap(), areAsync: false });

/** Runs `setup` in the context of a request, and notes the promise that it may return. */
export function runSetup(
  context: Context,
  setup: Setup,
  request: ServerRequest,
  reply: ServerReply | undefined,
): void {
  const started = context.enter(start, setup, request, reply);
  if (started === undefined) return;
  setups.areAsync = true;
  const earlier = setups.unfinished.get(context);
  const all: Promise<void> = context.enter(forget, context, () => all, earlier, started);
  setups.unfinished.set(context, all);
}

/** Returns the result if somebody has to wait for it, as `await` would: a query that starts when it is awaited too. */
function start(
  setup: Setup,
  request: ServerRequest,
  reply: ServerReply | undefined,
): Promise<unknown> | undefined {
  const result = setup(request, reply as ServerReply);
  return isThenable(result) ? Promise.resolve(result) : undefined;
}

/** A failure stays noted: whoever comes later to the request must not go on either. */
async function forget(
  context: Context,
  self: () => Promise<void>,
  earlier: Promise<void> | undefined,
  started: Promise<unknown>,
): Promise<void> {
  await (earlier === undefined ? started : Promise.all([earlier, started]));
  if (setups.unfinished.get(context) === self()) setups.unfinished.delete(context);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  const isObject = typeof value === 'object' ? value !== null : typeof value === 'function';
  return isObject && typeof (value as { readonly then?: unknown }).then === 'function';
}

import type { Context } from '../../types/context.js';
import { NoContextError } from '../errors.js';
import { outside, type OutsideMessage } from '../diagnostics.js';
import { REQUEST_KEY } from '../state/package-keys.js';
import { resolve } from '../storage/storage.js';

/** For the Local that handlers use without having opened a context themselves. */
const REQUEST_HINT =
  'In a handler, either no `contextMiddleware()` is mounted before it, or the code runs outside the request; a job ' +
  'needs `jobContext`. ';
const PAGE = 'https://github.com/aiolocals/aiolocals/blob/main/docs/errors.md#err_no_context';

/** The names by which the platform and test runners probe any object. */
const PROBES: ReadonlySet<string> = new Set([
  'then',
  'toJSON',
  'toString',
  'valueOf',
  'constructor',
  'asymmetricMatch',
  '$$typeof',
  'nodeType',
  'tagName',
  'hasAttribute',
]);

/** Whether reading `name` outside any context is a probe, which gets `undefined`, and not a mistake. */
export function isProbe(name: string | symbol): boolean {
  return typeof name === 'symbol' || PROBES.has(name) || name.startsWith('@@__IMMUTABLE_');
}

/** How code uses an attribute. One object, made in advance: many arguments would keep accessors from being inlined. */
export interface Access {
  readonly local: string;
  readonly attribute: string | symbol;
  readonly operation: OutsideMessage['operation'];
  /** The function of ours that user code called. The stack of the error starts at its caller. */
  readonly entry: (...args: never[]) => unknown;
}

/**
 * Returns the context to use where `store` is not one: the base context of the thread.
 *
 * @throws {@link NoContextError} if there is no base context.
 */
export function contextOrThrow(store: Context | null | undefined, access: Access): Context {
  const context = resolve(store);
  if (context !== undefined) return context;
  throw noContext(access);
}

function noContext({ local, attribute, operation, entry }: Access): NoContextError {
  const message: OutsideMessage = { local, attribute: String(attribute), operation };
  if (outside.hasSubscribers) outside.publish(message);
  const error = new NoContextError(
    `Cannot ${operation} \`${message.attribute}\` of Local \`${local}\` outside any context: run the code in ` +
      '`new Context().run(fn)`, or wrap the callback that lost its context with `bind`. ' +
      `${local === REQUEST_KEY ? REQUEST_HINT : ''}See ${PAGE}`,
  );
  Error.captureStackTrace(error, entry);
  return error;
}

import type { Context } from '../../types/context.js';
import { NoContextError } from '../errors.js';
import { outside, type OutsideMessage } from '../diagnostics.js';
import { resolve } from '../storage/storage.js';

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

/** Whether reading `name` outside of any context is a probe, to be answered `undefined`, and no mistake. */
export function isProbe(name: string | symbol): boolean {
  return typeof name === 'symbol' || PROBES.has(name) || name.startsWith('@@__IMMUTABLE_');
}

/** The context to use where `store` is not one: the base context of the thread. Throws if there is none. */
export function contextOrThrow(
  store: Context | null | undefined,
  local: string,
  attribute: string | symbol,
  operation: OutsideMessage['operation'],
): Context {
  const context = resolve(store);
  if (context !== undefined) return context;
  const message: OutsideMessage = { local, attribute: String(attribute), operation };
  if (outside.hasSubscribers) outside.publish(message);
  throw new NoContextError(
    `Cannot ${operation} \`${message.attribute}\` of Local \`${local}\` outside of any context: run the code in ` +
      '`new Context().run(fn)`, or wrap the callback that lost its context with `bind`',
  );
}

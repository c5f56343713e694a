import { choose } from './internal/choose-id.js';
import type { RequestPolicy } from './request-policy.js';

/** Headers as a transport hands them out: an object by name, or something with `get`, such as `Headers`. */
export type InboundHeaders =
  | Readonly<Record<string, unknown>>
  | { readonly get: (name: string) => unknown };

/**
 * Returns the id of a request or message: the one that its headers carry, if the policy accepts it, or a new one. The
 * rules are those of all adapters. Useful for an adapter of another transport, such as gRPC or a queue.
 *
 * Functions of the policy run in the context that is current at the call: enter the context of the request first.
 *
 * @param headers - Of the request. Names of an object may be in any case.
 * @param args - What `trust` and `generate` of the policy are called with. An object with the `headers` by default.
 *
 * @example
 * ```ts
 * import { Context, request } from '@aiolocals/core';
 * import { chooseId, requestPolicy } from '@aiolocals/core/http';
 *
 * const policy = requestPolicy({ header: 'X-Correlation-ID' });
 *
 * export async function consume(headers: Record<string, string>, work: () => Promise<void>): Promise<void> {
 *   await new Context({ parent: null }).run(async () => {
 *     request.id = chooseId(policy, headers);
 *     await work();
 *   });
 * }
 * ```
 */
export function chooseId(
  policy: RequestPolicy,
  headers: InboundHeaders,
  ...args: readonly unknown[]
): string {
  const inbound = policy.header === undefined ? undefined : valueOf(headers, policy.header);
  return choose(policy, inbound, args.length === 0 ? [{ headers }] : args);
}

/** @param name - In lower case. */
export function valueOf(headers: InboundHeaders, name: string): unknown {
  if (typeof headers.get === 'function') return headers.get(name) ?? undefined;
  const record = headers as Readonly<Record<string, unknown>>;
  if (Object.hasOwn(record, name)) return record[name];
  const found = Object.keys(record).find((key) => key.toLowerCase() === name);
  return found === undefined ? undefined : record[found];
}

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Context } from '@aiolocals/core';
import type { RequestPolicy } from '@aiolocals/core/http';
import { openOnce } from './open-once.js';

const WITH_RESPONSE = new Set<unknown>(['request', 'checkContinue', 'checkExpectation']);
const WITHOUT_RESPONSE = new Set<unknown>(['upgrade', 'connect']);
const bound = new WeakMap<Server, Set<RequestPolicy>>();

/**
 * Opens the context of each request of a server, and enters it, before any listener gets the request. So it comes before
 * whatever the platform does: its hooks, middleware that is mounted first, body parsers, upgrades.
 */
export function openAtServer(server: Server, policy: RequestPolicy): void {
  const policies = bound.get(server);
  if (policies !== undefined) {
    policies.add(policy);
    return;
  }
  const all = new Set([policy]);
  bound.set(server, all);
  const emit = server.emit as (this: Server, event: unknown, ...args: unknown[]) => boolean;
  const emitInContext = function (this: Server, event: unknown, ...args: unknown[]): boolean {
    const hasResponse = WITH_RESPONSE.has(event);
    if (!hasResponse && !WITHOUT_RESPONSE.has(event)) {
      return Reflect.apply(emit, this, [event, ...args]);
    }
    const [request, second] = args as [IncomingMessage, ServerResponse];
    const response = hasResponse ? second : undefined;
    // They all return the same context.
    const [context] = [...all].map((one) => openOnce(request, response, one)) as [Context];
    return context.enter((): boolean => Reflect.apply(emit, this, [event, ...args]));
  };
  server.emit = emitInContext;
}

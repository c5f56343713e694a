import type { IncomingMessage } from 'node:http';
import { type RequestPolicy, requestPolicy } from '@aiolocals/core/http';
import {
  type Checks,
  expectFunction,
  expectTimeout,
  optionsChecker,
} from '@aiolocals/core/options';
import type { ConnectionOptions } from '../connection-options.js';
import type { MessageOptions } from '../message-options.js';

/** Options of a binding that were checked. */
export interface Policy {
  readonly request: RequestPolicy;
  readonly message: MessageOptions<unknown[]>;
}

/** Their values are checked by `requestPolicy`. */
const byRequestPolicy = (): void => {};
const checkMessage = optionsChecker('message', { id: expectFunction, timeout: expectTimeout });

const CHECKS = {
  header: byRequestPolicy,
  trust: byRequestPolicy,
  validate: byRequestPolicy,
  generate: byRequestPolicy,
  timeout: byRequestPolicy,
  maxTimeout: byRequestPolicy,
  maxPathLength: byRequestPolicy,
  setup: byRequestPolicy,
  onClose: byRequestPolicy,
  message: (name, value) => checkMessage(value, name),
} satisfies Checks;

/** Returns a function that checks options and fills in their defaults. */
export function policyMaker<Args extends unknown[]>(
  owner: string,
  further: readonly string[] = [],
): (options: ConnectionOptions<Args>) => Policy {
  const check = optionsChecker(owner, {
    ...CHECKS,
    ...Object.fromEntries(further.map((name) => [name, byRequestPolicy])),
  });
  return (options) => {
    check(options);
    const { message, setup, ...rest } = options;
    const http = { ...rest, ...(setup !== undefined && { setup: quiet(setup) }) };
    return {
      request: requestPolicy(http, owner),
      message: (message ?? {}) as MessageOptions<unknown[]>,
    };
  };
}

/** Makes a `setup` that throws return a rejected promise, because both refuse the connection in the same way. */
function quiet(setup: unknown): (request: IncomingMessage) => unknown {
  if (typeof setup !== 'function') return setup as never;
  return (request) => {
    try {
      return (setup as (request: IncomingMessage) => unknown)(request);
    } catch (error) {
      return Promise.reject(error);
    }
  };
}

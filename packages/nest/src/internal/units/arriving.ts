import { randomBytes } from 'node:crypto';
import { type Context, request } from '@aiolocals/core';
import { openCarrier } from '@aiolocals/core/carrier';
import type { ModulePolicy } from '../module-policy.js';
import { isAcceptable, warnOfOption } from './inbound-id.js';

/** What a message or a job is, and what it brought. */
export interface Unit {
  /** The pattern, or the name of the job. */
  readonly name: string;
  /** Of an id that is made up. */
  readonly prefix: 'MSG' | 'JOB';
  /** The id that it brought and that is honoured. */
  readonly id: string | undefined;
}

type Rules = Pick<ModulePolicy, 'allow' | 'validate'>;

/**
 * Returns a context with the state that the carrier of a message or a job brought, as far as the policies of the Locals and
 * `allow` let it arrive. Undefined if it brought none, or one that is damaged.
 *
 * @param option - The name of the option that `carrierOf` is. If it throws, a warning says so once.
 */
export function arriving<Args extends unknown[]>(
  option: string,
  carrierOf: ((...args: Args) => unknown) | undefined,
  { allow, validate }: Rules,
  { name, prefix, id }: Unit,
  ...args: Args
): Context | undefined {
  if (carrierOf === undefined) return undefined;
  try {
    const carrier = carrierOf(...args);
    if (carrier === undefined || carrier === null) return undefined;
    const context = openCarrier(carrier, { name, ...(allow !== undefined && { allow }) });
    context?.enter(() => {
      request.id = id ?? (isAcceptable(request.id, validate) ? request.id : newId(prefix));
      request.path = name;
    });
    return context;
  } catch (error) {
    warnOfOption(option, carrierOf, 'its context is not restored', error);
    return undefined;
  }
}

/** Makes an id that nobody can guess. */
export function newId(prefix: Unit['prefix']): string {
  return prefix + randomBytes(10).toString('hex');
}

import type { Context } from '../../types/context.js';
import { makeId } from '../../internal/make-id.js';
import { isPrintableId } from '../../internal/printable.js';
import type { RequestPolicy } from '../request-policy.js';
import type { ServerRequest } from '../server-pair.js';
import { callOption } from './call-option.js';

const ACCEPTABLE = /^[A-Za-z0-9._:+/=@-]{1,128}$/;
const LONGEST_REJECTED = 128;

/**
 * Returns the id that came with the request, if it is to be honoured, or a new one. Functions of the options run in
 * `context`, which has no id yet.
 *
 * @param inbound - The value of the header, as it came.
 */
export function chooseId(
  context: Context,
  policy: RequestPolicy,
  request: ServerRequest,
  inbound: unknown,
): string {
  const asksUser = policy.trust ?? policy.validate ?? policy.generate;
  return asksUser === undefined
    ? choose(policy, request, inbound)
    : context.enter(choose, policy, request, inbound);
}

function choose(policy: RequestPolicy, request: ServerRequest, inbound: unknown): string {
  return isHonoured(policy, request, inbound) ? inbound : newId(policy, request);
}

function isHonoured(policy: RequestPolicy, request: ServerRequest, id: unknown): id is string {
  if (typeof id !== 'string' || !isAcceptable(policy, id)) return false;
  const { trust } = policy;
  return trust === undefined || callOption('trust', trust, request) === true;
}

function newId(policy: RequestPolicy, request: ServerRequest): string {
  const { generate } = policy;
  if (generate !== undefined) {
    const id: unknown = callOption('generate', generate, request, isPrintableId);
    if (isPrintableId(id)) return id;
  }
  return makeId('REQ');
}

/** Makes a value readable for people: truncated, and of printable ASCII only. */
export function escape(value: unknown): string {
  const text = Array.isArray(value) ? value.join(', ') : String(value);
  return text
    .slice(0, LONGEST_REJECTED)
    .replace(
      /[^\x20-\x5b\x5d-\x7e]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    .slice(0, LONGEST_REJECTED);
}

function isAcceptable({ validate }: RequestPolicy, id: string): boolean {
  if (validate === undefined) return ACCEPTABLE.test(id);
  // Nothing else may reach a log line or a response header, whatever `validate` says.
  return isPrintableId(id) && callOption('validate', validate, id) === true;
}

import { makeId } from '../../internal/make-id.js';
import type { RequestPolicy } from '../request-policy.js';
import type { ServerRequest } from '../server-pair.js';
import { guard } from './call-option.js';

const ACCEPTABLE = /^[A-Za-z0-9._:+/=@-]{1,128}$/;
/** Whatever `validate` and `generate` say: nothing else may reach a log line or a response header. */
const PRINTABLE = /^[\x21-\x7e]{1,1024}$/;
const LONGEST_REJECTED = 128;

/** The id that the request brings, as it came, or undefined if it brings none. */
export function inboundId(policy: RequestPolicy, request: ServerRequest): unknown {
  return policy.header === undefined ? undefined : request.headers[policy.header];
}

/** Whether the id that came with the request is to be its id. */
export function isHonoured(
  policy: RequestPolicy,
  request: ServerRequest,
  id: unknown,
): id is string {
  if (typeof id !== 'string' || !isAcceptable(policy, id)) return false;
  const { trust } = policy;
  return trust === undefined || guard('trust', trust, request) === true;
}

/** The id of a request that brings none to be honoured. */
export function newId(policy: RequestPolicy, request: ServerRequest): string {
  const { generate } = policy;
  if (generate !== undefined) {
    const id: unknown = guard('generate', generate, request, isPrintable);
    if (isPrintable(id)) return id;
  }
  return makeId('REQ');
}

/** The value for people to look at: truncated, and of printable ASCII only. */
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
  return isPrintable(id) && guard('validate', validate, id) === true;
}

function isPrintable(id: unknown): id is string {
  return typeof id === 'string' && PRINTABLE.test(id);
}

import { makeId } from '../../internal/make-id.js';
import { isPrintableId } from '../../internal/printable.js';
import type { RequestPolicy } from '../request-policy.js';
import { callOption, type OptionResult } from './call-option.js';

const ACCEPTABLE = /^[A-Za-z0-9._:+/=@-]{1,128}$/;
const LONGEST_REJECTED = 128;

/** A function of the options. The framework decides the types of its arguments. */
type Asked = (...args: unknown[]) => unknown;

const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const INBOUND = {
  what: 'true or false',
  isResult: isBoolean,
  otherwise: 'the id that came with the request is not used',
};
const TRUST: OptionResult<boolean> = { option: 'trust', ...INBOUND };
const VALIDATE: OptionResult<boolean> = { option: 'validate', ...INBOUND };
const GENERATE: OptionResult<string> = {
  option: 'generate',
  what: 'a string of 1 to 1024 visible ASCII characters',
  isResult: isPrintableId,
  otherwise: 'the request gets an id as if the option had not been given',
};

/** Whether functions of the user decide about an id. */
export function asksUser({ trust, validate, generate }: RequestPolicy): boolean {
  return (trust ?? validate ?? generate) !== undefined;
}

/**
 * Returns the id that came with the request, if it is to be honoured, or a new one.
 *
 * @param inbound - The value of the header, as it came.
 * @param args - What functions of the options are called with: the request first.
 */
export function choose(policy: RequestPolicy, inbound: unknown, args: readonly unknown[]): string {
  return isHonoured(policy, inbound, args) ? inbound : newId(policy, args);
}

function isHonoured(policy: RequestPolicy, id: unknown, args: readonly unknown[]): id is string {
  if (typeof id !== 'string' || !isAcceptable(policy, id)) return false;
  const { trust } = policy;
  return trust === undefined || callOption(TRUST, trust as Asked, ...args) === true;
}

function newId(policy: RequestPolicy, args: readonly unknown[]): string {
  const { generate } = policy;
  const id = generate === undefined ? undefined : callOption(GENERATE, generate as Asked, ...args);
  return id ?? makeId('REQ');
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
  return isPrintableId(id) && callOption(VALIDATE, validate, id) === true;
}

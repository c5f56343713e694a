import { types } from 'node:util';
import { describe } from '@aiolocals/core/options';
import type { Policy } from './policy.js';

const ACCEPTABLE = /^[A-Za-z0-9._:+/=@-]{1,128}$/;
const PRINTABLE = /^[\x21-\x7e]{1,1024}$/;

const warned = new WeakSet<object>();

/** Returns the id that the options give a message; undefined if they give it none, or one that is not acceptable. */
export function messageId(
  id: NonNullable<Policy['message']['id']>,
  { request: { validate } }: Policy,
  args: unknown[],
): string | undefined {
  try {
    const result: unknown = id(...args);
    if (result === undefined) return undefined;
    if (typeof result !== 'string') {
      if (types.isPromise(result)) void result.catch(() => {});
      warn(id, `returned ${describe(result)}`);
      return undefined;
    }
    // The client may have chosen it: nothing else may reach a log line.
    const isAcceptable = validate === undefined ? ACCEPTABLE.test(result) : validate(result);
    return isAcceptable && PRINTABLE.test(result) ? result : undefined;
  } catch (error) {
    warn(id, `threw ${textOf(error)}`);
    return undefined;
  }
}

/** The conversion of what was thrown to a string may throw as well. */
function textOf(error: unknown): string {
  try {
    return String(error);
  } catch {
    return describe(error);
  }
}

function warn(id: object, did: string): void {
  if (warned.has(id)) return;
  warned.add(id);
  process.emitWarning(
    `\`message.id\` ${did}: the message gets an id as if the option had not been given. Make it return a string or ` +
      'undefined, at once, for every message. Reported once',
    { type: 'AiolocalsWarning', code: 'AIOLOCALS_MESSAGE_ID' },
  );
}

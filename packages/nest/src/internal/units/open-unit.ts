import { randomBytes } from 'node:crypto';
import { openContext, type OpenContext, request } from '@aiolocals/core';

const ACCEPTABLE = /^[A-Za-z0-9._:+/=@-]{1,128}$/;
/** Nothing else may reach a log line, whatever `validate` says. */
const VISIBLE = /^[\x21-\x7e]{1,1024}$/;

/** What a unit of work is that no request of HTTP starts. */
export interface Unit {
  /** What a new id starts with: `MSG` or `JOB`. */
  readonly kind: 'MSG' | 'JOB';
  /** The pattern of the message, or the name of the job. */
  readonly name: string;
  /** The id that it brought, if any. */
  readonly inbound: unknown;
  readonly validate: ((id: string) => boolean) | undefined;
}

/**
 * Opens the context of a message or a job. It starts with empty state, but for the id and the name.
 */
export function openUnit({ kind, name, inbound, validate }: Unit): OpenContext {
  const id = isHonoured(inbound, validate) ? inbound : kind + randomBytes(10).toString('hex');
  const unit = openContext({ parent: null, ident: id, name });
  unit.context.enter(() => {
    request.id = id;
    request.path = name;
  });
  return unit;
}

function isHonoured(id: unknown, validate: Unit['validate']): id is string {
  if (typeof id !== 'string') return false;
  return validate === undefined ? ACCEPTABLE.test(id) : VISIBLE.test(id) && validate(id);
}

import { Context, Local } from '@aiolocals/core';
import type { Kit } from './contract-case.js';
import type { See, Witness } from './sightings.js';

/** Set in a child context only. */
const child = new Local<{ of: unknown }>({ of: undefined });

/** Stands for the request where code runs for the right request, but not in its child. */
const NOBODY: Witness = { headers: { 'x-request-id': 'of no request' } };

/** Notes a place as that of the request only if the code runs in the child that the request opened. */
export function seeInChild({ see }: Kit): See {
  return (place, req) => see(place, child.of === req.headers['x-request-id'] ? req : NOBODY);
}

/** Runs `fn` in a child context of the request. */
export function inChild<Result>({ headers }: Witness, fn: () => Result): Result {
  return new Context({ timeout: 60_000 }).run(() => {
    child.of = headers['x-request-id'];
    return fn();
  });
}

import type { Context } from '../../types/context.js';
import { setRequestId, setRequestPath } from '../context/context.js';
import { keyed } from '../locals/keyed-locals.js';
import { escapeAndCut, isPrintableId } from '../printable.js';
import { isOfPackages, REQUEST_KEY } from '../state/package-keys.js';
import { mayTravel } from '../state/policy.js';
import { type Allow, allowedOf } from './allow.js';
import { ArrivingUnknown } from './arriving-unknown.js';
import type { Snapshot } from './snapshot.js';
import { endOf } from './snapshot-form.js';
import { warnOfPackages, warnOfPolicy, warnOfRequest } from './warn-refused.js';

/** How many characters of a path, or of an ident, arrive. */
export const LONGEST = 1024;

/**
 * Sets the state of a carrier in a new context: what the policies of the Locals and `allow` let arrive, and of the
 * packages' own Locals only what an HTTP adapter would accept from a client. Whoever wrote the carrier is not trusted.
 */
export function arrive(context: Context, snapshot: Snapshot, allow: Allow | undefined): void {
  const unknown = new ArrivingUnknown(true);
  for (let start = 0; start < snapshot.length; start = endOf(snapshot, start))
    arriveAt(context, snapshot, start, allow, unknown);
  unknown.keepIn(context);
}

function arriveAt(
  context: Context,
  snapshot: Snapshot,
  start: number,
  allow: Allow | undefined,
  unknown: ArrivingUnknown,
): void {
  const key = snapshot[start] as string;
  const local = keyed.get(key);
  const allowed = allowedOf(allow, key);
  const end = endOf(snapshot, start);
  for (let at = start + 2; at < end; at += 2) {
    const name = snapshot[at] as string;
    const value = snapshot[at + 1];
    // What the caller left out on purpose is nothing to warn of.
    if (!mayTravel(allowed, name)) continue;
    if (isOfPackages(key)) warnOfPackages(key);
    else if (local !== undefined && !mayTravel(local.travels, name)) warnOfPolicy(key, name);
    else if (key === REQUEST_KEY) arriveRequest(context, name, value);
    else if (local?.definition.assign(context, name, value) !== true) unknown.add(key, name, value);
  }
}

function arriveRequest(context: Context, name: string, value: unknown): void {
  if (name === 'id') {
    if (isPrintableId(value)) setRequestId(context, value);
    else warnOfRequest(name, 'a string of 1 to 1024 visible ASCII characters');
  } else if (name === 'path') {
    if (typeof value === 'string') setRequestPath(context, escapeAndCut(value, LONGEST));
    else warnOfRequest(name, 'a string');
  } else warnOfPackages(`${REQUEST_KEY}.${name}`);
}

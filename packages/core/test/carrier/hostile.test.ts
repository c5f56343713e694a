import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Context, Local, request } from '@aiolocals/core';
import {
  type Allow,
  contextFrom,
  type Snapshot,
  takeSnapshot,
  takeThreadSnapshot,
} from '@aiolocals/core/carrier';
import { runsOf } from '../support/runs.js';

/** Names by which something could reach more than its Local. */
const names = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'then',
  'id',
  'path',
  'user',
  'role',
  'holder',
];
const locals = {
  'acme.auth': Local.for<{ user: unknown; role: unknown }>(
    'acme.auth',
    { user: '', role: 'guest' },
    { travels: ['user'] },
  ),
  'acme.home': Local.for('acme.home', undefined, { travels: false }),
  'acme.open': Local.for('acme.open'),
  'aiolocals.test': Local.for('aiolocals.test'),
};
const keys = [...Object.keys(locals), 'aiolocals.request', 'aiolocals.unknown', 'acme.unknown'];

const name = fc.oneof(fc.constantFrom(...names), fc.string());
const key = fc.oneof(fc.constantFrom(...keys, '__proto__', ''), fc.string());
/** Values that a queue, a port or a database can hold. */
const value = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withSparseArray: true,
  maxDepth: 3,
});
/** A Local as a snapshot has it: whole, or with a count that is wrong. */
const entry = fc
  .tuple(
    key,
    fc.array(fc.tuple(name, value), { maxLength: 6 }),
    fc.oneof({ weight: 20, arbitrary: fc.constant(undefined) }, fc.integer()),
  )
  .map(([local, attributes, count]) => {
    const head: unknown[] = [local, count ?? attributes.length * 2];
    return head.concat(attributes.flat());
  });
const whole = fc.array(entry, { maxLength: 8 }).map((entries) => entries.flat());
const hostile = fc.oneof({ weight: 5, arbitrary: whole }, value);

const PRINTABLE_ID = /^[\x21-\x7e]{0,1024}$/;
// oxlint-disable-next-line no-control-regex -- they are what must not arrive
const FORGING = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/;

function keysOf(snapshot: Snapshot): string[] {
  const found: string[] = [];
  for (let at = 0; at < snapshot.length; at += 2 + (snapshot[at + 1] as number))
    found.push(snapshot[at] as string);
  return found;
}

function check(context: Context): void {
  context.run(() => {
    const { id, path } = request;
    expect(id).toMatch(PRINTABLE_ID);
    expect(path.length).toBeLessThanOrEqual(1024);
    expect(path).not.toMatch(FORGING);
    expect(context.ident).not.toMatch(FORGING);
    expect(locals['acme.auth'].role).toBe('guest');
    expect(Object.keys(locals['acme.home'])).toEqual([]);
    expect(Object.keys(locals['aiolocals.test'])).toEqual([]);
    expect(Object.getPrototypeOf(locals['acme.open'])).toBe(Local.prototype);
    const left = keysOf(takeThreadSnapshot(context));
    expect(left.filter((it) => it.startsWith('aiolocals.') && it !== 'aiolocals.request')).toEqual(
      [],
    );
    takeSnapshot(context);
  });
}

/** Makes a context, or returns the error. */
function attempt(snapshot: unknown, options: { ident?: string; allow?: Allow }): unknown {
  try {
    return contextFrom(snapshot as Snapshot, options);
  } catch (error) {
    return error;
  }
}

/** Returns the attributes in the snapshot that `allow` does not name. */
function notAllowed(snapshot: Snapshot, allow: Allow): unknown[] {
  const allowed = (local: string, attribute: unknown): boolean =>
    Array.isArray(allow)
      ? allow.includes(local)
      : Object.hasOwn(allow, local) &&
        new Map(Object.entries(allow)).get(local)?.includes(attribute) === true;
  const left: unknown[] = [];
  for (let at = 0, end = 0; at < snapshot.length; at = end) {
    end = at + 2 + (snapshot[at + 1] as number);
    for (let each = at + 2; each < end; each += 2)
      if (!allowed(snapshot[at] as string, snapshot[each])) left.push(snapshot[at], snapshot[each]);
  }
  return left;
}

describe('whatever a snapshot of unknown origin holds', () => {
  test('it makes a context within all rules, or is refused with the one documented error', () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const refusals = new Set<string>();
    let made = 0;
    const property = fc.property(hostile, fc.string({ minLength: 1 }), (snapshot, ident) => {
      const outcome = attempt(snapshot, { ident });
      if (outcome instanceof TypeError) refusals.add(outcome.message.replace(/, got .*/s, ''));
      else {
        made += 1;
        check(outcome as Context);
      }
    });
    fc.assert(property, { numRuns: runsOf(800) });
    expect(made).toBeGreaterThan(runsOf(800) / 10);
    expect([...refusals]).toEqual(['Expected `snapshot` to be what `takeSnapshot` returned']);
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  });

  test('it sets nothing that `allow` does not name', () => {
    const allows = fc.oneof(
      fc.uniqueArray(key),
      fc.dictionary(key, fc.uniqueArray(name), { noNullPrototype: true }),
    );
    let arrived = 0;
    const property = fc.property(whole, allows, (snapshot, allow) => {
      const outcome = attempt(snapshot, { allow });
      if (outcome instanceof TypeError) return;
      const state = takeThreadSnapshot(outcome as Context);
      arrived += state.length;
      expect(notAllowed(state, allow)).toEqual([]);
    });
    fc.assert(property, { numRuns: runsOf(300) });
    expect(arrived).toBeGreaterThan(runsOf(300) / 20);
  });
});

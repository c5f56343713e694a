import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { Context, Local, request } from '@aiolocals/core';
import { captureContext, CarrierError, contextTask, restoreContext } from '@aiolocals/workers';
import { runsOf } from '../../../fuzz-runs.js';

const auth = Local.for<{ user: unknown; role: unknown }>(
  'test.hostile.auth',
  { user: '', role: 'guest' },
  { travels: ['user'] },
);
const logging = Local.for('aiolocals.test.hostile');

const key = fc.constantFrom(
  'test.hostile.auth',
  'aiolocals.request',
  'aiolocals.test.hostile',
  '__proto__',
  'x',
);
const name = fc.constantFrom('role', 'user', 'id', 'path', '__proto__', 'constructor', 'level');
const leaf = fc.oneof(fc.jsonValue(), fc.constantFrom('a\nb', '\u2028', 'x'.repeat(2000), ''));
/** What encoded state has, and what it has not. */
const encoded: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, leaf, tie('coded')),
  coded: fc
    .tuple(
      fc.constantFrom(
        'undefined',
        'number',
        'bigint',
        'array',
        'object',
        'map',
        'set',
        'date',
        'regexp',
        'error',
        'bytes',
        'boxed',
        'constructor',
        '__proto__',
      ),
      fc.array(tie('value'), { maxLength: 4 }),
    )
    .map(([kind, parts]) => parts.toSpliced(0, 0, kind)),
}))['value'];
const stateOf = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown[]> =>
  fc
    .array(
      fc
        .tuple(key, fc.array(fc.tuple(name, value), { maxLength: 4 }))
        .map(([local, attributes]) =>
          [local, 2 * attributes.length].concat(attributes.flat() as never),
        ),
      { maxLength: 5 },
    )
    .map((entries) => entries.flat());
const carrier = fc.record(
  {
    aiolocals: fc.oneof({ weight: 8, arbitrary: fc.constant(1) }, leaf),
    ident: fc.oneof({ weight: 4, arbitrary: fc.string({ minLength: 1 }) }, leaf),
    deadline: fc.oneof(fc.double(), leaf),
    state: fc.oneof({ weight: 4, arbitrary: stateOf(leaf) }, leaf),
    encoded: fc.oneof({ weight: 4, arbitrary: stateOf(encoded) }, leaf),
    extra: leaf,
  },
  { requiredKeys: ['aiolocals'] },
);
const hostile = fc.oneof({ weight: 6, arbitrary: carrier }, fc.anything());

// oxlint-disable-next-line no-control-regex -- they are what must not arrive
const FORGING = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/;

/** What the code that ran saw. */
interface Seen {
  readonly ident: string | undefined;
  readonly id: string;
  readonly path: string;
  readonly role: unknown;
  readonly level: unknown;
  readonly left: number;
}

function look(): Seen {
  const context = Context.current();
  const { id = '', path = '' } = Local.peek(request) ?? {};
  const { role = 'guest' } = Local.peek(auth) ?? {};
  const left = JSON.stringify(captureContext()).length;
  return { ident: context?.ident, id, path, role, level: Local.peek(logging)?.['level'], left };
}

function check({ ident = '', id, path, role, level }: Seen): void {
  expect([role, level]).toEqual(['guest', undefined]);
  expect(id).toMatch(/^[\x21-\x7e]{0,1024}$/);
  expect(path.length).toBeLessThanOrEqual(1024);
  expect(ident.length).toBeLessThanOrEqual(1024);
  expect(`${path}${ident}`).not.toMatch(FORGING);
}

function attempt(run: () => Seen): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

describe('whatever a writer to a queue or a port sends', () => {
  test.for<[string, (value: unknown) => Seen]>([
    ['as a carrier', (value) => restoreContext(value as never, look)],
    [
      'as a carrier in an envelope',
      (value) => contextTask(look)(new Map([['@aiolocals/workers', value]]) as never),
    ],
    ['as an envelope', (value) => contextTask(look)({ '@aiolocals/workers': value } as never)],
  ])('%s, work runs within all rules or is refused with a CarrierError', ([, use]) => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    let ran = 0;
    const property = fc.property(hostile, (value) => {
      const outcome = attempt(() => use(value));
      if (outcome instanceof CarrierError) return;
      ran += 1;
      check(outcome as Seen);
    });
    fc.assert(property, { numRuns: runsOf(1500) });
    expect(ran).toBeGreaterThan(runsOf(1500) / 20);
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  });
});

test('an invalid key of envelopes in the environment is not used, because it could be guessed', async () => {
  vi.resetModules();
  vi.stubEnv('AIOLOCALS_ENVELOPE_KEY', 'guess');
  await import('@aiolocals/workers');
  expect(process.env['AIOLOCALS_ENVELOPE_KEY']).toMatch(/^[0-9a-f]{64}$/);
  vi.unstubAllEnvs();
});

import { Context, jobContext, Local, request } from '@aiolocals/core';
import { type Carrier, CarrierError, takeSnapshot } from '@aiolocals/core/carrier';
import { describe, expect, test } from 'vitest';

const tenant = Local.for('test.job.tenant', { name: '', role: 'guest' }, { travels: ['name'] });

/** What a queue makes of the carrier of the current context. */
function ordered(changes: Partial<Carrier> = {}): Carrier {
  const context = Context.current() as Context;
  const carrier = { aiolocals: 1, ident: `${context.ident}/1`, state: takeSnapshot(context) };
  return JSON.parse(JSON.stringify({ ...carrier, ...changes })) as Carrier;
}

function inRequest<Result>(fn: () => Result): Result {
  return new Context({ parent: null, ident: 'REQ1' }).run(() => {
    request.id = 'REQ1';
    request.path = '/orders';
    tenant.name = 'acme';
    tenant.role = 'admin';
    return fn();
  });
}

describe('a job', () => {
  test('has a new id, its name as its path, and no state of its caller', () => {
    const seen = inRequest(() =>
      jobContext('nightly', () => [request.id, request.path, tenant.name, Context.current()?.name]),
    );
    expect(seen).toEqual([expect.stringMatching(/^JOB/), 'nightly', '', 'nightly']);
  });

  test('has the id that it is given, which is its ident as well', () => {
    const seen = jobContext('nightly', { id: '4711' }, () => [
      request.id,
      Context.current()?.ident,
    ]);
    expect(seen).toEqual(['4711', '4711']);
  });

  test('is cancelled by its signal, and by its timeout', () => {
    const controller = new AbortController();
    const seen = jobContext('nightly', { signal: controller.signal, timeout: 60_000 }, () => {
      const context = Context.current() as Context;
      const remaining = context.remaining();
      controller.abort();
      return [remaining > 50_000 && remaining <= 60_000, context.cancelled];
    });
    expect(seen).toEqual([true, true]);
  });

  test('without a timeout has no deadline', () => {
    expect(jobContext('nightly', {}, () => Context.current()?.deadline)).toBeUndefined();
  });
});

describe('a job that was ordered elsewhere', () => {
  test('has the id, the ident and the travelling state of the request that ordered it', () => {
    const from = inRequest(ordered);
    const seen = jobContext('invoice', { from }, () => [
      request.id,
      request.path,
      tenant.name,
      tenant.role,
      Context.current()?.ident,
    ]);
    expect(seen).toEqual(['REQ1', 'invoice', 'acme', 'guest', 'REQ1/1']);
  });

  test('has the id that it is given, if there is one', () => {
    const from = inRequest(ordered);
    expect(jobContext('invoice', { from, id: 'J7' }, () => request.id)).toBe('J7');
  });

  test('takes no more than it allows', () => {
    const from = inRequest(ordered);
    const allow = ['aiolocals.request'];
    const seen = jobContext('invoice', { from, allow }, () => [request.id, tenant.name]);
    expect(seen).toEqual(['REQ1', '']);
  });

  test('has the earlier of the two deadlines', () => {
    const from = inRequest(() => ordered({ deadline: Date.now() + 10_000 }));
    const remaining = (timeout: number): number =>
      jobContext('invoice', { from, timeout }, () => Context.current()?.remaining() ?? Infinity);
    expect(remaining(1_000)).toBeLessThanOrEqual(1_000);
    expect(remaining(60_000)).toBeGreaterThan(1_000);
    expect(remaining(60_000)).toBeLessThanOrEqual(10_000);
  });

  test('ordered outside any context, or before carriers were sent, has an id of its own', () => {
    for (const from of [{ aiolocals: 1 }, undefined]) {
      const seen = jobContext('invoice', { from }, () => [request.id, request.path]);
      expect(seen).toEqual([expect.stringMatching(/^JOB/), 'invoice']);
    }
  });

  test('is refused if the carrier is damaged', () => {
    for (const from of [null, 'REQ1', {}, { aiolocals: 1, state: [] }, { aiolocals: 9 }])
      expect(() => jobContext('invoice', { from: from as never }, () => 1)).toThrow(CarrierError);
  });

  test('keeps out what its policy keeps in, and an id with line breaks', () => {
    const state = ['aiolocals.request', 2, 'id', 'a\nb', 'test.job.tenant', 2, 'role', 'admin'];
    const from: Carrier = { aiolocals: 1, ident: 'x', state };
    const seen = jobContext('invoice', { from }, () => [request.id, tenant.role]);
    expect(seen).toEqual([expect.stringMatching(/^JOB/), 'guest']);
  });
});

test('a job refuses what it does not know, with one sentence', () => {
  const refused = (...args: unknown[]): string => {
    try {
      (jobContext as (...all: unknown[]) => unknown)(...args);
    } catch (error) {
      return (error as Error).message;
    }
    return 'accepted';
  };
  expect([
    refused('nightly', { timout: 5 }, () => 1),
    refused('nightly', { id: '' }, () => 1),
    refused('nightly', { allow: 'x' }, () => 1),
    refused('nightly', { timeout: -1 }, () => 1),
    refused('nightly', {}),
    refused('nightly', () => 1, {}),
    refused('', {}, () => 1),
  ]).toMatchInlineSnapshot(`
    [
      "Unknown option \`timout\` for \`jobContext\`: did you mean \`timeout\`?",
      "Expected \`id\` to be a string that is not empty, got \`''\` (string)",
      "Expected \`allow\` to be an array of keys, or an object with an array of attributes for each, got \`'x'\` (string)",
      "Expected \`timeout\` to be a number of milliseconds, 0 or more, got \`-1\` (number)",
      "Expected \`fn\` to be a function, got an object",
      "Expected \`fn\` to be a function, got an object",
      "Expected \`name\` to be a string that is not empty, got \`''\` (string)",
    ]
  `);
});

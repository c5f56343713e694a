// oxlint-disable vitest/no-standalone-expect -- the tests here are made by what is tested
import { Local, request, wrapAsync } from '@aiolocals/core';
import { aroundTest, contextTest } from '@aiolocals/test';
import { aroundEach, beforeEach, describe, expect, test } from 'vitest';

const seen = (): unknown => Local.peek(request);

describe('aroundTest', () => {
  aroundEach(aroundTest({ id: 'a1' }));
  beforeEach(() => expect(request.id).toBe('a1'));

  test('runs a test and its hooks in a context', () => {
    expect(request).toMatchObject({ id: 'a1', path: 'runs a test and its hooks in a context' });
  });

  test('refuses what is no option', () => {
    expect(() => aroundTest({ leak: 'fail' } as never)).toThrow(/`leaks`\?/);
  });
});

describe('contextTest', () => {
  beforeEach(() => expect(seen()).toBeUndefined());
  const inOne = contextTest(test, { id: 'a1' });

  inOne('runs a body in a context, under its title', async () => {
    await Promise.resolve();
    expect(seen()).toEqual({ id: 'a1', path: 'runs a body in a context, under its title' });
  });
  inOne.each(['ham', 'eggs'])('passes the row of a table: %s', (food) => {
    expect([request.id, ['ham', 'eggs'].includes(food)]).toEqual(['a1', true]);
  });
  inOne.concurrent('runs variants in a context too', () => expect(request.id).toBe('a1'));
  inOne.fails('keeps that a test is to fail', () => void wrapAsync(() => new Promise(() => {})));
  inOne.todo('leaves a test without a body as it is');

  test('leaves what is no test as it is', () => {
    expect(inOne.describe).toBe(test.describe);
    expect(() => contextTest('test' as never)).toThrow(/`test`/);
    expect(() => contextTest(test, { leak: 'fail' } as never)).toThrow(/`leaks`\?/);
  });

  // Jest and mocha pass `done` to a body that has a parameter for it; see runners.test.ts for them.
  const withDone = (...given: unknown[]): Promise<unknown> =>
    new Promise((resolve) => {
      const body = given.find((one) => typeof one === 'function') as (done: unknown) => unknown;
      expect(body.length).toBe(1);
      expect(body((error?: unknown) => resolve(error))).toBeUndefined();
    });

  test('waits for `done`, and passes on with what it was called', async () => {
    const wrapped = contextTest(withDone, { id: 'a1' });
    const ids: string[] = [];
    type Done = ((error?: unknown) => void) & { fail(reason: unknown): void };
    const ok = (done: Done): void => void setImmediate(() => done(void ids.push(request.id)));
    const failing = (done: Done): void => done(new Error('mine'));
    expect(await wrapped('title', ok)).toBeUndefined();
    expect(ids).toEqual(['a1']);
    expect(String(await wrapped('title', failing))).toBe('Error: mine');
    expect(String(await wrapped('title', (done: Done) => done.fail('why')))).toBe('Error: why');
    const leaking = (done: Done): void => done(void wrapAsync(() => new Promise(() => {})));
    expect(String(await wrapped('title', leaking))).toContain('left open');
    expect(
      await wrapped(function noTitle(done: Done) {
        done(request.path === 'noTitle' ? null : new Error(request.path));
      }),
    ).toBeUndefined();
  });
});

// oxlint-disable-next-line import/no-unassigned-import -- it adds the matcher
import '@aiolocals/test/vitest';
import { Local } from '@aiolocals/core';
import { contextTest, inContext, LeakedContextError } from '@aiolocals/test';
import { expect, expectTypeOf, test } from 'vitest';

const user = new Local<{ name: string; age?: number }>({ name: 'nobody', age: undefined });
const notes = new Local();

test('inContext returns a promise of what the body returns', () => {
  expectTypeOf(inContext(() => 1)).toEqualTypeOf<Promise<number>>();
  expectTypeOf(inContext({ id: 'a1' }, async () => 'x')).toEqualTypeOf<Promise<string>>();
});

test('locals are given values of their own types', () => {
  void inContext(
    {
      locals: [
        [user, { name: 'ada' }],
        [notes, { any: 1 }],
      ],
    },
    () => {},
  );
  // @ts-expect-error -- no such attribute
  void inContext({ locals: [[user, { nome: 'ada' }]] }, () => {});
  const two = [notes, {}] as const;
  // @ts-expect-error -- a number is no name
  void inContext({ locals: [two, [user, { name: 7 }]] }, () => {});
  // @ts-expect-error -- no such option
  void inContext({ leak: 'fail' }, () => {});
});

test('contextTest has the type of the test that it is given', () => {
  expectTypeOf(contextTest(test)).toEqualTypeOf(test);
});

test('toHaveLogged is typed', () => {
  expectTypeOf(expect([]).toHaveLogged).toBeCallableWith({ requestId: 'a1', message: /x/ });
  // @ts-expect-error -- fields are named
  void (() => expect([]).toHaveLogged('a1'));
});

test('errors have a code', () => {
  expectTypeOf<LeakedContextError['code']>().toEqualTypeOf<string>();
});

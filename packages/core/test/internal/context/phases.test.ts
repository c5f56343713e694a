import { expect, test } from 'vitest';
import { Context } from '@aiolocals/core';
import { setBaseContext } from '@aiolocals/core/carrier';
import { close } from '../../../src/internal/context/context.js';

test('a base context that is set again stays open, and is opened once', () => {
  const base = new Context({ parent: null });
  setBaseContext(base);
  setBaseContext(base);
  setBaseContext(undefined);
  expect(base.closed).toBe(false);
  expect(base.enter(() => new Context().root)).toBe(base);
});

test('closing a context that has closed changes nothing', () => {
  const context = new Context();
  let closes = 0;
  context.onClose(() => (closes += 1));
  context.run(() => undefined);
  close(context);
  expect([context.closed, closes]).toEqual([true, 1]);
});

test('closing a context that was never opened leaves it to be run', () => {
  const context = new Context();
  close(context);
  expect(context.run(() => context.closed)).toBe(false);
});

import { contextMiddleware } from '@aiolocals/koa';
import type { Middleware } from 'koa';
import { expectTypeOf, test } from 'vitest';

test('the middleware is one of Koa', () => {
  expectTypeOf(contextMiddleware()).toExtend<Middleware>();
});

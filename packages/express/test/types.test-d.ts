import { contextMiddleware } from '@aiolocals/express';
import type { Request as Request4, RequestHandler as RequestHandler4 } from 'express-4-types';
import type { Request, RequestHandler } from 'express';
import { expectTypeOf, test } from 'vitest';

test('the middleware is one of Express 4 and of Express 5', () => {
  expectTypeOf(contextMiddleware()).toExtend<RequestHandler>();
  expectTypeOf(contextMiddleware()).toExtend<RequestHandler4>();
});

test('setup can be given the request of Express', () => {
  expectTypeOf(contextMiddleware({ setup: (_req: Request) => {} })).toExtend<RequestHandler>();
  expectTypeOf(contextMiddleware({ setup: (_req: Request4) => {} })).toExtend<RequestHandler4>();
});

import { EventEmitter } from 'node:events';
import { describe, expectTypeOf, test } from 'vitest';
import {
  bind,
  bindEmitter,
  Context,
  type ContextOptions,
  drainTasks,
  jobContext,
  Local,
  request,
  type UnfinishedTask,
  wrapAsync,
  wrapAsyncIterable,
  wrapGather,
  wrapGenerator,
} from '@aiolocals/core';

describe('request', () => {
  test('has string attributes and no others', () => {
    expectTypeOf(request.id).toEqualTypeOf<string>();
    expectTypeOf(request.path).toEqualTypeOf<string>();
    expectTypeOf(request).not.toHaveProperty('user');
    // @ts-expect-error -- an attribute that is not declared
    expectTypeOf(request.user);
    // @ts-expect-error -- an id is a string
    request.id = 7;
  });
});

describe('a declaration', () => {
  interface Cart {
    items: string[];
    coupon?: string;
  }

  test('names every attribute of its type', () => {
    const cart = new Local<Cart>({ items: () => [], coupon: undefined });
    expectTypeOf(cart.items).toEqualTypeOf<string[]>();
    expectTypeOf(cart.coupon).toEqualTypeOf<string | undefined>();
    expectTypeOf(
      Local.for<Cart>('cart', { items: () => [], coupon: 'none' }),
    ).toEqualTypeOf<Cart>();
    // @ts-expect-error -- `coupon` is missing
    new Local<Cart>({ items: () => [] });
    // @ts-expect-error -- `coupon` is missing
    Local.for<Cart>('cart', { items: () => [] });
    // @ts-expect-error -- `spam` is not an attribute
    new Local<Cart>({ items: () => [], coupon: undefined, spam: 1 });
    // @ts-expect-error -- `items` is a list of strings
    new Local<Cart>({ items: () => [1], coupon: undefined });
  });

  test('holds a function only by a factory', () => {
    interface Reports {
      report: (text: string) => void;
    }
    new Local<Reports>({ report: () => (text) => void text.length });
    // @ts-expect-error -- would be called as a factory
    new Local<Reports>({ report: (text: string) => void text.length });
  });

  test('is what makes an undeclared attribute a compile error', () => {
    const cart = new Local<Cart>({ items: () => [], coupon: undefined });
    // @ts-expect-error -- an attribute that is not declared
    expectTypeOf(cart.spam);
  });

  test('is not needed: an open Local has any attribute', () => {
    const bag = new Local();
    expectTypeOf(bag['spam']).toEqualTypeOf<unknown>();
    expectTypeOf(new Local<{ spam?: number }>().spam).toEqualTypeOf<number | undefined>();
    expectTypeOf(Local.peek(request)).toEqualTypeOf<typeof request | undefined>();
    expectTypeOf(Local.nameOf(bag)).toEqualTypeOf<string>();
  });
});

describe('Context', () => {
  test('passes arguments and results through with their types', () => {
    const context = new Context();
    expectTypeOf(context.run((a: number, b: string) => `${a}${b}`, 1, 'x')).toEqualTypeOf<string>();
    expectTypeOf(context.run(async () => 1)).toEqualTypeOf<Promise<number>>();
    expectTypeOf(context.enter(() => 1)).toEqualTypeOf<number>();
    expectTypeOf(Context.exit((a: number) => [a], 1)).toEqualTypeOf<number[]>();
    expectTypeOf(Context.current()).toEqualTypeOf<Context | undefined>();
    expectTypeOf(context.signal).toEqualTypeOf<AbortSignal>();
    expectTypeOf(context.deadline).toEqualTypeOf<number | undefined>();
    // @ts-expect-error -- the function takes a number
    context.run((a: number) => a, 'x');
    // @ts-expect-error -- `parent` is an option, not a property
    expectTypeOf(context.parent);
    expectTypeOf<{ timout: number }>().not.toExtend<ContextOptions>();
  });

  test('binds functions of any type', () => {
    const add = (a: number, b: number): number => a + b;
    expectTypeOf(bind(add)).toEqualTypeOf<typeof add>();
    expectTypeOf(new Context().bind(add)).toEqualTypeOf<typeof add>();
    function method(this: { id: string }, a: number): string {
      return this.id + String(a);
    }
    expectTypeOf(bind(method)).toEqualTypeOf<typeof method>();
    // @ts-expect-error -- a promise has already started
    expectTypeOf(bind(Promise.resolve()));
    expectTypeOf(bindEmitter(new EventEmitter())).toEqualTypeOf<() => void>();
  });
});

describe('tasks', () => {
  test('resolve to what they return', () => {
    expectTypeOf(wrapAsync(() => 1)).toEqualTypeOf<Promise<number>>();
    expectTypeOf(wrapAsync(async () => 'x', { name: 'x', timeout: 5 })).toEqualTypeOf<
      Promise<string>
    >();
    expectTypeOf(jobContext('x', () => 1)).toEqualTypeOf<number>();
    expectTypeOf(drainTasks({ timeout: 5 })).toEqualTypeOf<Promise<UnfinishedTask[]>>();
    // @ts-expect-error -- a promise has already started
    expectTypeOf(wrapAsync(Promise.resolve()));
  });

  test('that are gathered resolve to a tuple', () => {
    expectTypeOf(wrapGather([() => 1, async () => 'x'])).toEqualTypeOf<Promise<[number, string]>>();
    expectTypeOf(wrapGather([() => 1], { returnExceptions: true })).toEqualTypeOf<
      Promise<[PromiseSettledResult<number>]>
    >();
    const many = [1, 2].map((n) => () => Promise.resolve(n));
    expectTypeOf(wrapGather(many, { concurrency: 2 })).toEqualTypeOf<Promise<number[]>>();
    const flag = Math.random() > 2;
    expectTypeOf(wrapGather([() => 1], { returnExceptions: flag })).toEqualTypeOf<
      Promise<[number] | [PromiseSettledResult<number>]>
    >();
    // @ts-expect-error -- one function instead of a list
    expectTypeOf(wrapGather(() => 1));
    // @ts-expect-error -- a promise has already started
    expectTypeOf(wrapGather([Promise.resolve()]));
  });
});

test('generators and iterables keep their types', () => {
  const ids = wrapGenerator(function* (count: number): Generator<string, number, boolean> {
    yield String(count);
    return count;
  });
  expectTypeOf(ids).toEqualTypeOf<(count: number) => Generator<string, number, boolean>>();
  const inferred = wrapGenerator(function* (count: number) {
    yield count;
  });
  for (const each of inferred(1)) expectTypeOf(each).toEqualTypeOf<number>();
  const pages = wrapGenerator(async function* <Page>(page: Page) {
    yield page;
  });
  void (async () => {
    for await (const page of pages('x')) expectTypeOf(page).toEqualTypeOf<string>();
  });
  // @ts-expect-error -- a list has no body that runs in a context
  expectTypeOf(wrapGenerator(() => [1]));
  expectTypeOf(
    wrapAsyncIterable(new EventEmitter() as unknown as AsyncIterable<Buffer>),
  ).toEqualTypeOf<AsyncIterable<Buffer>>();
});

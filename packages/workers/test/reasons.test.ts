import { once } from 'node:events';
import { runInNewContext } from 'node:vm';
import { MessageChannel } from 'node:worker_threads';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { CancelledError, Context } from '@aiolocals/core';
import { ContextPool } from '@aiolocals/workers/piscina';
import { fixture } from './in-context.js';

const filename = fixture('pool.mjs').href;
const pool = new ContextPool<unknown, unknown>({ filename, minThreads: 1, maxThreads: 1 });
afterAll(() => pool.destroy());

class BudgetError extends Error {
  override readonly name: string = 'BudgetError';
  readonly code = 'ERR_BUDGET';
}

/** Resolves to the reason that a task sees, in a loop that polls or by its signal, if its context is cancelled with `reason`. */
async function whatIsTold(reason: unknown, polls: boolean): Promise<unknown> {
  const { port1: port, port2 } = new MessageChannel();
  const context = new Context({ parent: null });
  const running = once(port, 'message');
  const result = context.run(async () =>
    pool.run({ port: port2, polls }, { name: 'whyAborted', transferList: [port2] }),
  );
  await running;
  context.cancel(reason);
  return result;
}

/** What a task sees if no reason was sent. */
const unsaid = {
  kind: 'CancelledError',
  name: 'AbortError',
  message: 'The context that submitted this task was cancelled',
  code: 'ERR_CANCELLED',
  stack: true,
  cause: undefined,
  shown: ['code', 'name'],
  isSame: true,
};
const error = { kind: 'Error', name: 'Error', code: undefined, stack: true, cause: undefined };

describe.for([
  ['a loop that polls', true],
  ['the listeners of its signal', false],
] as const)('the reason of a cancellation in %s', ([where, polls]) => {
  test(`an error of another realm reaches ${where} with its name and code`, async () => {
    const reason: unknown = runInNewContext(
      "Object.assign(new RangeError('spam'), { code: 'ERR_SPAM' })",
    );
    expect(await whatIsTold(reason, polls)).toMatchObject({
      kind: 'RangeError',
      message: 'spam',
      code: 'ERR_SPAM',
    });
  });

  test(`an error reaches ${where} with its name, message, code, stack and causes`, async () => {
    const cause = new RangeError('too much', { cause: { spent: 7 } });
    const reason = new BudgetError('the budget is spent', { cause });
    expect(await whatIsTold(reason, polls)).toEqual({
      ...error,
      name: 'BudgetError',
      message: 'the budget is spent',
      code: 'ERR_BUDGET',
      cause: {
        ...error,
        kind: 'RangeError',
        name: 'RangeError',
        message: 'too much',
        cause: { value: { spent: 7 } },
        shown: [],
      },
      shown: ['name', 'code'],
      isSame: true,
    });
  });

  test(`an error reaches ${where} with its own properties, and with the class if that is known there`, async () => {
    const reason = Object.assign(new AggregateError([new TypeError('a')], 'many'), { status: 503 });
    expect(await whatIsTold(reason, polls)).toMatchObject({
      kind: 'AggregateError',
      message: 'many',
      shown: ['status'],
    });
    const timeout = new DOMException('too late', 'TimeoutError');
    expect(await whatIsTold(timeout, polls)).toMatchObject({
      kind: 'DOMException',
      name: 'TimeoutError',
      code: DOMException.TIMEOUT_ERR,
    });
  });

  test.for([['enough'], [null], [7], [{ after: new Date(7) }]])(
    `a reason that can be cloned reaches ${where}: %o`,
    async ([reason]) => {
      expect(await whatIsTold(reason, polls)).toEqual({ value: reason, isSame: true });
    },
  );

  test(`a missing reason, or one that cannot be cloned, reaches ${where} as a CancelledError`, async () => {
    const code = (): void => {};
    for (const reason of [undefined, new CancelledError('here'), () => {}, { a: () => {} }]) {
      expect(await whatIsTold(reason, polls)).toEqual(unsaid);
    }
    const partly = Object.assign(new Error('enough', { cause: () => {} }), { code });
    Object.defineProperty(partly, 'trap', {
      enumerable: true,
      get: () => {
        throw new Error('trapped');
      },
    });
    expect(await whatIsTold(partly, polls)).toMatchObject({
      name: 'Error',
      message: 'enough',
    });
  });
});

test('a reason that is too large reaches the task in part, or as a CancelledError', async () => {
  const cause = new Error('x'.repeat(4000));
  expect(await whatIsTold(new TypeError('enough', { cause }), true)).toEqual({
    ...error,
    kind: 'TypeError',
    name: 'TypeError',
    message: 'enough',
    shown: [],
    isSame: true,
    stack: expect.any(Boolean) as boolean,
  });
  expect(await whatIsTold('x'.repeat(5000), true)).toEqual(unsaid);
  // An error without a class and a stack.
  const bare = Object.setPrototypeOf(new Error('bare'), Object.create(null) as object) as Error;
  Reflect.deleteProperty(bare, 'stack');
  expect(await whatIsTold(bare, true)).toMatchObject({ kind: 'Error', message: 'bare' });
  // An error that is its own cause.
  const circular = new Error('round');
  circular.cause = circular;
  expect(await whatIsTold(circular, true)).toMatchObject({
    message: 'round',
    cause: 'itself',
  });
});

test('the reason of one cancellation never reaches the next task', async () => {
  expect(await whatIsTold('first', true)).toEqual({ value: 'first', isSame: true });
  expect(await whatIsTold(undefined, true)).toEqual(unsaid);
  expect(await whatIsTold('third', false)).toEqual({ value: 'third', isSame: true });
});

/** The messages of the reasons that so many tasks at once are cancelled for, each in a context of its own. */
async function messagesOf(
  tasks: ContextPool<unknown, unknown>,
  count: number,
  reasonOf: (task: number) => unknown,
): Promise<unknown[]> {
  const contexts = Array.from({ length: count }, () => new Context({ parent: null }));
  const running = contexts.map(async (context) =>
    context.run(async () => tasks.run(undefined, { name: 'messageOfReason' })),
  );
  // All of them run.
  await tasks.run(undefined, { name: 'look' });
  contexts.forEach((context, task) => context.cancel(reasonOf(task)));
  return Promise.all(running);
}

test('any number of tasks learns one reason, and 64 reasons are told at a time', async () => {
  const tasks = new ContextPool<unknown, unknown>({
    filename,
    minThreads: 1,
    maxThreads: 1,
    concurrentTasksPerWorker: 500,
  });
  onTestFinished(() => tasks.destroy());
  const [one, other] = [new Error('x'.repeat(3000)), new Error('y'.repeat(3000))];
  const told = await messagesOf(tasks, 300, (task) => (task % 3 === 0 ? one : other));
  expect(told).toEqual(told.map((_, task) => (task % 3 === 0 ? one : other).message));
  for (let round = 0; round < 3; round++) {
    const each = await messagesOf(tasks, 100, (task) => new Error(`${round} ${task}`));
    expect(each.slice(0, 64)).toEqual(each.slice(0, 64).map((_, task) => `${round} ${task}`));
    expect(new Set(each.slice(64))).toEqual(new Set([unsaid.message]));
  }
});

test('a reason stays for a task that asks for it late, whatever other tasks are cancelled for', async () => {
  const tasks = new ContextPool<unknown, unknown>({
    filename,
    minThreads: 1,
    maxThreads: 1,
    concurrentTasksPerWorker: 100,
  });
  onTestFinished(() => tasks.destroy());
  const { port1: port, port2 } = new MessageChannel();
  const context = new Context({ parent: null });
  const late = context.run(async () =>
    tasks.run(port2, { name: 'messageOfReasonLater', transferList: [port2] }),
  );
  await once(port, 'message');
  context.cancel(new Error('kept'));
  for (let round = 0; round < 3; round++) {
    const each = await messagesOf(tasks, 50, (task) => new Error(`${round} ${task}`));
    expect(each).toEqual(each.map((_, task) => `${round} ${task}`));
  }
  port.postMessage('ask');
  expect(await late).toBe('kept');
});

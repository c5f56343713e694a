import { MessageChannel, Worker } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { describe, expectTypeOf, test } from 'vitest';
import {
  captureContext,
  type Carrier,
  contextTask,
  type ContextTask,
  ContextWorker,
  onMessage,
  preserveContextInWorkers,
  restoreContext,
  sendMessage,
  withContext,
  type WithContext,
} from '@aiolocals/workers';
import {
  ContextPool,
  type ContextPoolOptions,
  type ContextRunOptions,
} from '@aiolocals/workers/piscina';

declare const fork: { send(message: object): void };

describe('a ContextPool', () => {
  interface Job {
    readonly text: string;
  }
  const pool = {} as ContextPool<Job, number>;

  test('takes its own tasks and resolves to its own results', () => {
    expectTypeOf(pool.run({ text: 'ham' })).toEqualTypeOf<Promise<number>>();
    expectTypeOf<Parameters<typeof pool.run>[0]>().toEqualTypeOf<Job>();
    // @ts-expect-error -- another task
    void pool.run({ spam: 'ham' });
    // @ts-expect-error -- no task
    void pool.run();
  });

  test('has Piscina’s types where none are given', () => {
    expectTypeOf<Parameters<ContextPool['run']>[0]>().toEqualTypeOf<
      Parameters<Piscina['run']>[0]
    >();
    expectTypeOf<ReturnType<ContextPool['run']>>().toEqualTypeOf<ReturnType<Piscina['run']>>();
    expectTypeOf<ContextPool<Job, number>>().toExtend<Piscina<Job, number>>();
    expectTypeOf(ContextPool).toBeConstructibleWith();
    expectTypeOf(ContextPool).toBeConstructibleWith({ filename: 'a.js', maxQueue: 'auto' });
    expectTypeOf<Omit<ContextPoolOptions, 'errors' | 'threadFile'>>().toEqualTypeOf<
      NonNullable<ConstructorParameters<typeof Piscina>[0]>
    >();
    class OwnError extends Error {
      readonly status: number;
      constructor(status: number) {
        super();
        this.status = status;
      }
    }
    expectTypeOf(ContextPool).toBeConstructibleWith({ errors: [OwnError, RangeError] });
  });

  test('takes Piscina’s options for a task, and three of its own', () => {
    const { signal } = new AbortController();
    const options = { filename: 'a.js', name: 'b', signal, transferList: [new ArrayBuffer(1)] };
    expectTypeOf(pool.run({ text: '' }, options)).toEqualTypeOf<Promise<number>>();
    expectTypeOf<ContextRunOptions['writeBack']>().toEqualTypeOf<boolean | undefined>();
    expectTypeOf<ContextRunOptions['terminate']>().toEqualTypeOf<boolean | number | undefined>();
    expectTypeOf<ContextRunOptions['timeout']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<{ writeBack: 'yes' }>().not.toExtend<ContextRunOptions>();
    // @ts-expect-error -- there is no such option
    void pool.run({ text: '' }, { deadline: 5 });
  });
});

describe('contextTask', () => {
  const task = contextTask((text: string, count: number) => text.repeat(count));

  test('makes of a function one that takes its arguments, or what carries them', () => {
    expectTypeOf(task).toEqualTypeOf<ContextTask<[text: string, count: number], string>>();
    expectTypeOf(task('ham', 2)).toEqualTypeOf<string>();
    expectTypeOf(task(withContext('ham', 2))).toEqualTypeOf<string>();
    expectTypeOf(contextTask(async () => 7)(withContext())).toEqualTypeOf<Promise<number>>();
    // @ts-expect-error -- not its arguments
    task('ham', 'spam');
    // @ts-expect-error -- carries other arguments
    task(withContext('ham', 'spam'));
    // @ts-expect-error -- not a function
    contextTask('ham');
    // @ts-expect-error -- no such choice
    contextTask(() => 7, { onRefusal: 'shrug' });
  });

  test('is given what any pool or process takes: plain data that knows its arguments', () => {
    expectTypeOf(withContext('ham', 2)).toEqualTypeOf<WithContext<[string, number]>>();
    expectTypeOf(withContext('ham', 2)).toExtend<object>();
    fork.send(withContext('ham'));
  });
});

describe('messages', () => {
  test('go to and come from all kinds of ports of Node', () => {
    const { port1 } = new MessageChannel();
    expectTypeOf(sendMessage(port1, 'ham', [new ArrayBuffer(1)])).toEqualTypeOf<void>();
    expectTypeOf(sendMessage).toBeCallableWith({} as Worker, 1);
    expectTypeOf(onMessage(port1, () => {})).toEqualTypeOf<() => void>();
    onMessage(port1, (message) => expectTypeOf(message).toEqualTypeOf<unknown>());
    // @ts-expect-error -- nothing that messages are sent to
    sendMessage(process, 'ham');
    // @ts-expect-error -- a message can be anything
    onMessage(port1, (message: string) => message);
  });
});

describe('a ContextWorker', () => {
  test('is a Worker, made as one', () => {
    expectTypeOf<ContextWorker>().toExtend<Worker>();
    expectTypeOf<ConstructorParameters<typeof ContextWorker>>().toEqualTypeOf<
      ConstructorParameters<typeof Worker>
    >();
    // @ts-expect-error -- no such option
    new ContextWorker('a.js', { spam: 1 });
  });
});

describe('what runs a function', () => {
  test('returns what it returns', () => {
    expectTypeOf(preserveContextInWorkers(() => 7)).toEqualTypeOf<number>();
    expectTypeOf(preserveContextInWorkers(async () => 'ham')).toEqualTypeOf<Promise<string>>();
    // @ts-expect-error -- not a function
    preserveContextInWorkers(Promise.resolve(7));
    const carrier = captureContext();
    expectTypeOf(carrier).toEqualTypeOf<Carrier>();
    expectTypeOf(restoreContext(carrier, () => 7)).toEqualTypeOf<number>();
    // @ts-expect-error -- not a carrier
    restoreContext('ham', () => 7);
  });
});

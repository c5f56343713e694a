import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  Context,
  drainTasks,
  jobContext,
  Local,
  request,
  wrapAsync,
  wrapGather,
} from '@aiolocals/core';

const inContext = <Result>(fn: () => Result): Result =>
  new Context({ parent: null, ident: 'REQ7f' }).run(fn);

/** Lets everything that is due run. */
async function drainTurns(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await delay(0);
}

/** A promise and what settles it. */
function deferred<Value = void>(): {
  promise: Promise<Value>;
  resolve: (value: Value) => void;
  reject: (error: unknown) => void;
} {
  let settle: { resolve: (value: Value) => void; reject: (error: unknown) => void };
  const promise = new Promise<Value>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return {
    promise,
    resolve: (value) => settle.resolve(value),
    reject: (error) => settle.reject(error),
  };
}

describe('wrapAsync', () => {
  test('starts the task now, in a child context, and returns its promise', async () => {
    await inContext(async () => {
      request.id = 'a1';
      const steps: string[] = [];
      const task = wrapAsync(async () => {
        steps.push('started');
        expect(request.id).toBe('a1');
        request.id = 'task';
        await delay(0);
        return [request.id, Context.current()?.ident];
      });
      steps.push('returned');
      expect(request.id).toBe('a1');
      expect(await task).toEqual(['task', 'REQ7f/1']);
      expect(steps).toEqual(['started', 'returned']);
      expect(request.id).toBe('a1');
    });
  });

  test('starts with empty state where no context is current', async () => {
    expect(await wrapAsync(() => request.id)).toBe('');
  });

  test('is named for its function, or as the options say', async () => {
    const name = (): string | undefined => Context.current()?.name;
    expect(await wrapAsync(name)).toBe('name');
    expect(await wrapAsync(name, { name: 'report' })).toBe('report');
    expect(await wrapAsync(name, { ident: 'x' })).toBe('name');
    expect(
      await wrapAsync(
        (
          () => () =>
            Context.current()?.name
        )(),
      ),
    ).toBeUndefined();
  });

  test('takes the options of a context', async () => {
    const bag = new Local();
    await inContext(async () => {
      bag['spam'] = 'ham';
      expect(await wrapAsync(() => bag['spam'], { locals: [bag] })).toBeUndefined();
      expect(
        await wrapAsync(() => Context.current()?.remaining(), { timeout: 5_000 }),
      ).toBeGreaterThan(0);
    });
  });

  test('rejects for a synchronous throw, and runs a lazy thenable once', async () => {
    const failure = wrapAsync(() => {
      throw new Error('at once');
    });
    await expect(failure).rejects.toThrow('at once');
    let executions = 0;
    const query = {
      then(resolve: (value: string) => void) {
        executions += 1;
        resolve('rows');
      },
    };
    expect(await wrapAsync(() => query)).toBe('rows');
    expect(executions).toBe(1);
  });

  test('refuses a promise: it has already started', () => {
    expect(() => wrapAsync(delay(0) as never)).toThrow(
      'Expected `fn` to be a function, got a promise; it has already started: pass the function that makes it',
    );
  });
});

describe('wrapGather', () => {
  test('resolves to the results in the order of the tasks, each in its own child context', async () => {
    await inContext(async () => {
      request.id = 'caller';
      const gates = [deferred(), deferred(), deferred()];
      const gathered = wrapGather(
        gates.map(({ promise }, index) => async () => {
          request.id = `task ${index}`;
          await promise;
          return [request.id, Context.current()?.ident];
        }),
      );
      for (const gate of gates.toReversed()) gate.resolve();
      expect(await gathered).toEqual([
        ['task 0', 'REQ7f/1'],
        ['task 1', 'REQ7f/2'],
        ['task 2', 'REQ7f/3'],
      ]);
      expect(request.id).toBe('caller');
    });
  });

  test('names each context for its task', async () => {
    const loadUser = (): string | undefined => Context.current()?.name;
    expect(await wrapGather([loadUser, () => Context.current()?.name])).toEqual([
      'loadUser',
      undefined,
    ]);
  });

  test('gathers the tasks that the list had at the call', async () => {
    const tasks = [() => 1, () => delay(0, 2)];
    const shrunk = wrapGather(tasks, { concurrency: 1 });
    tasks.pop();
    expect(await shrunk).toEqual([1, 2]);

    const growing: (() => number)[] = [() => growing.push(() => 7)];
    expect(await wrapGather(growing)).toEqual([2]);
  });

  test('resolves to an empty list for an empty list', async () => {
    expect(await wrapGather([])).toEqual([]);
    expect(await wrapGather([], { returnExceptions: true })).toEqual([]);
  });

  test('takes values, throws and thenables of its tasks', async () => {
    await expect(wrapGather([() => 1, () => Promise.resolve('x')])).resolves.toEqual([1, 'x']);
    const failing = wrapGather([
      () => {
        throw new Error('at once');
      },
    ]);
    await expect(failing).rejects.toThrow('at once');
  });

  test('rejects at once with the first rejection, and cancels the siblings with it', async () => {
    const failure = new Error('first');
    const hanging = deferred();
    const seen: unknown[] = [];
    const contexts: Context[] = [];
    const gathered = inContext(() =>
      wrapGather([
        async () => {
          await delay(0);
          throw failure;
        },
        async () => {
          const context = Context.current() as Context;
          contexts.push(context);
          context.signal.addEventListener('abort', () =>
            seen.push(context.signal.reason, Context.current()),
          );
          await hanging.promise;
          throw new Error('late');
        },
        () => {
          contexts.push(Context.current() as Context);
        },
      ]),
    );
    await expect(gathered).rejects.toBe(failure);
    expect(seen).toEqual([failure, contexts[0]]);
    expect(contexts.map(({ cancelled }) => cancelled)).toEqual([true, false]);
    hanging.resolve();
  });

  test('starts no further task after a rejection', async () => {
    const started: number[] = [];
    const task = (index: number) => async () => {
      started.push(index);
      await delay(0);
      if (index === 1) throw new Error('stop');
    };
    const tasks = Array.from({ length: 20 }, (_, index) => task(index));
    await expect(wrapGather(tasks, { concurrency: 2 })).rejects.toThrow('stop');
    await drainTurns();
    expect(started).toEqual([0, 1, 2]);
  });

  test('runs no more tasks at once than `concurrency`, all from the state at the call', async () => {
    let running = 0;
    let most = 0;
    await inContext(async () => {
      request.id = 'at the call';
      const gathered = wrapGather(
        Array.from({ length: 20 }, () => async () => {
          most = Math.max(most, ++running);
          await delay(0);
          running -= 1;
          return request.id;
        }),
        { concurrency: 3 },
      );
      request.id = 'later';
      expect(new Set(await gathered)).toEqual(new Set(['at the call']));
    });
    expect(most).toBe(3);
  });

  const gone = { status: 'rejected', reason: new Error('gone') };
  test.for([
    [false, gone],
    [true, { status: 'fulfilled', value: [{ status: 'fulfilled', value: 1 }, gone, gone] }],
  ] as const)(
    'starts no task that waits when its caller is cancelled (returnExceptions: %s)',
    async ([returnExceptions, outcome]) => {
      const started: number[] = [];
      const gathered = new Context({ parent: null }).run(async () => {
        const caller = Context.current() as Context;
        const tasks = [1, 2, 3].map((number) => () => {
          started.push(number);
          caller.cancel(gone.reason);
          return number;
        });
        return wrapGather(tasks, { concurrency: 1, returnExceptions });
      });
      expect(await Promise.allSettled([gathered])).toEqual([outcome]);
      await drainTurns();
      expect(started).toEqual([1]);
    },
  );

  test('starts all tasks of a caller that was cancelled before: it may be cleaning up', async () => {
    const done = await new Context({ parent: null }).run(async () => {
      Context.current()?.cancel();
      return wrapGather([() => 1, () => 2, () => 3], { concurrency: 1 });
    });
    expect(done).toEqual([1, 2, 3]);
  });

  test('resolves to how each task settled with `returnExceptions`, and cancels nobody', async () => {
    const failure = new Error('one');
    const settled = await wrapGather(
      [
        () => 1,
        () => {
          throw failure;
        },
        async () => {
          await delay(0);
          return Context.current()?.cancelled;
        },
      ],
      { returnExceptions: true, concurrency: 1 },
    );
    expect(settled).toEqual([
      { status: 'fulfilled', value: 1 },
      { status: 'rejected', reason: failure },
      { status: 'fulfilled', value: false },
    ]);
  });

  test.for<[unknown, unknown, string]>([
    [
      () => 1,
      undefined,
      'Expected `tasks` to be an array of functions, got a function; pass `[task, task]`',
    ],
    [[() => 1, 2], undefined, 'Expected `tasks[1]` to be a function, got `2` (number)'],
    // oxlint-disable-next-line no-sparse-arrays -- the hole is what is tested
    [[() => 1, , () => 3], undefined, 'Expected `tasks[1]` to be a function, got `undefined`'],
    [
      [Promise.resolve()],
      undefined,
      'Expected `tasks[0]` to be a function, got a promise; it has already started: pass the function that makes it',
    ],
    [[], null, 'Expected `options` to be an object, got `null`'],
    [[], 3, 'Expected `options` to be an object, got `3` (number)'],
    [
      [],
      { concurrency: 0 },
      'Expected `concurrency` to be a whole number, 1 or more, got `0` (number)',
    ],
    [
      [],
      { concurrency: 1.5 },
      'Expected `concurrency` to be a whole number, 1 or more, got `1.5` (number)',
    ],
    [[], { returnExceptions: 1 }, 'Expected `returnExceptions` to be a boolean, got `1` (number)'],
  ])('refuses %o with %o', ([tasks, options, message]) => {
    expect(() => wrapGather(tasks as never, options as never)).toThrow(message);
  });

  test('takes Infinity as `concurrency`', async () => {
    expect(await wrapGather([() => 1], { concurrency: Infinity })).toEqual([1]);
  });
});

describe('drainTasks', () => {
  test('resolves at once where nothing is outstanding', async () => {
    expect(await drainTasks()).toEqual([]);
  });

  test('waits for the tasks that are outstanding, and those that they start', async () => {
    const done: string[] = [];
    const task = wrapAsync(async () => {
      await delay(1);
      void wrapAsync(async () => {
        await delay(1);
        done.push('second');
      });
      done.push('first');
    });
    expect(await drainTasks()).toEqual([]);
    expect(done).toEqual(['first', 'second']);
    await task;
  });

  test('waits for the task that is started when another has been awaited', async () => {
    const done: string[] = [];
    const queue = (async () => {
      for (const job of ['first', 'second', 'third']) {
        await (async () => wrapAsync(() => delay(1)))();
        done.push(job);
      }
    })();
    expect(await drainTasks()).toEqual([]);
    expect(done).toEqual(['first', 'second', 'third']);
    await queue;
  });

  test('returns those that did not finish in time, with name, ident and age', async () => {
    const gate = deferred();
    const stuck = inContext(() => wrapAsync(() => gate.promise, { name: 'report' }));
    await inContext(() => wrapAsync(() => delay(1), { name: 'quick' }));
    const unfinished = await drainTasks({ timeout: 1 });
    expect(unfinished).toEqual([
      { name: 'report', ident: 'REQ7f/1', age: expect.any(Number) as number },
    ]);
    expect(unfinished[0]?.age).toBeGreaterThan(0);

    const patient = drainTasks({ timeout: 2 ** 40 });
    const another = drainTasks({ timeout: 1 });
    expect(await another).toHaveLength(1);
    gate.resolve();
    expect(await patient).toEqual([]);
    await stuck;
  });

  test('leaves no timer behind that would keep the process', async () => {
    const timers = (): number =>
      process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    const gate = deferred();
    onTestFinished(() => gate.resolve());
    const task = wrapAsync(() => gate.promise);
    const drained = drainTasks({ timeout: 60_000 });
    expect(timers()).toBe(before + 1);
    gate.resolve();
    expect(await drained).toEqual([]);
    expect(timers()).toBe(before);
    await task;
  });

  test('hides no failure of a task', async () => {
    const failing = wrapAsync(async () => {
      await delay(0);
      throw new Error('failed');
    });
    const outcome = failing.catch((error: unknown) => error);
    expect(await drainTasks()).toEqual([]);
    expect(await outcome).toEqual(new Error('failed'));
  });

  test('refuses what is not a timeout', async () => {
    await expect(drainTasks({ timeout: -1 })).rejects.toThrow(
      'Expected `timeout` to be a number of milliseconds, 0 or more, got `-1` (number)',
    );
    await expect(drainTasks(null as never)).rejects.toThrow(
      'Expected `options` to be an object, got `null`',
    );
    await expect(drainTasks(5 as never)).rejects.toThrow(
      'Expected `options` to be an object, got `5` (number)',
    );
  });
});

describe('jobContext', () => {
  test('runs a job with empty state, an id of its own and its name as the path', async () => {
    await inContext(async () => {
      request.id = 'caller';
      const seen = await jobContext('nightly', async () => {
        await delay(0);
        return { ...request, ident: Context.current()?.ident, name: Context.current()?.name };
      });
      expect(seen).toMatchObject({ path: 'nightly', name: 'nightly', ident: seen.id });
      expect(seen.id).toMatch(/^JOB[0-9a-f]{20}$/);
      expect(request.id).toBe('caller');
    });
  });

  test('runs a job with empty state, also where a context is current', () => {
    const bag = new Local();
    inContext(() => {
      bag['tenant'] = 'of the request';
      const context = Context.current() as Context;
      jobContext('cleanup', () => {
        expect('tenant' in bag).toBe(false);
        context.cancel();
        expect(Context.current()?.cancelled).toBe(false);
      });
    });
  });

  test('returns what the job returns, and gives every job another id', () => {
    const ids = Array.from({ length: 1_000 }, () => jobContext('count', () => request.id));
    expect(new Set(ids).size).toBe(1_000);
    expect(jobContext('sum', () => 3)).toBe(3);
  });

  test('refuses a job without a name, and a promise', () => {
    expect(() => jobContext('', () => 1)).toThrow(
      'Expected `name` to be a string that is not empty',
    );
    expect(() => jobContext('x', delay(0) as never)).toThrow(
      'Expected `fn` to be a function, got a promise',
    );
  });
});

test('drainTasks that has timed out in the moment in which the last task ends waits for no later one', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const gate = deferred();
  const first = deferred();
  void wrapAsync(async () => {
    Context.current()?.onClose(() => {
      vi.advanceTimersByTime(100);
      void wrapAsync(async () => await gate.promise, { name: 'later' });
    });
    await first.promise;
  });
  const drained = drainTasks({ timeout: 100 });
  first.resolve();
  expect((await drained).map(({ name }) => name)).toEqual(['later']);
  await new Promise((resolve) => setImmediate(resolve));
  gate.resolve();
  expect(await drainTasks()).toEqual([]);
});

import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { FixedQueue, Piscina, type TaskQueue } from 'piscina';
import { describe, expect, test } from 'vitest';
import { Context, Local, request } from '@aiolocals/core';
import {
  captureContext,
  type Carrier,
  preserveContextInWorkers,
  restoreContext,
  UncloneableError,
} from '@aiolocals/workers';
import { ContextPool } from '@aiolocals/workers/piscina';
import { fixture, inContext } from './in-context.js';
import { bag, cart } from './pool-locals.js';
import { makePool } from './pool.js';

function withoutUnshift(queue: TaskQueue): TaskQueue {
  return {
    push: (task) => queue.push(task),
    shift: () => queue.shift(),
    remove: (task) => queue.remove(task),
    get size() {
      return queue.size;
    },
  };
}

describe('the tasks of a ContextPool', () => {
  test('a task runs in the state of its submitter and keeps its own changes to itself', async () => {
    const pool = makePool();
    const seen = await inContext('a1', () => {
      cart.items.push('ham');
      cart.kept = 'secret';
      bag['when'] = new Date(7);
      return pool.run({ spam: 1 });
    });
    const state = {
      request: { id: 'a1', path: '' },
      cart: { items: ['ham'], count: 0, kept: 'home' },
      bag: { when: new Date(7) },
    };
    expect(seen).toEqual({
      task: { spam: 1 },
      before: state,
      after: state,
      ident: 'A1/1',
      isMainThread: false,
    });
  });

  test('a task that is submitted outside any context runs in a new context with empty state', async () => {
    const pool = makePool();
    const state = {
      request: { id: '', path: '' },
      cart: { items: [], count: 0, kept: 'home' },
      bag: {},
    };
    const rest = { task: 'task', ident: expect.stringMatching(/^CTX/) as string };
    const expected = { ...rest, before: state, after: state, isMainThread: false };
    expect(await pool.run('task')).toEqual(expected);
    expect(await pool.run({ left: 'ham' }, { name: 'write', writeBack: true })).toEqual({
      left: 'ham',
    });
    expect(await pool.run('task')).toEqual(expected);
  });

  test('a task captures state of Locals that its thread does not know', async () => {
    const unknown = Local.for('test.pool.unknown');
    const pool = makePool();
    const carrier = await inContext('a1', () => {
      unknown['spam'] = new Set(['ham']);
      return pool.run(1, { name: 'capture' });
    });
    expect(restoreContext(carrier as Carrier, () => ({ ...unknown, ...request }))).toEqual({
      spam: new Set(['ham']),
      id: 'a1',
      path: '',
    });
  });

  test('a task never sees the state of other tasks that its thread runs at the same time', async () => {
    const pool = makePool({ concurrentTasksPerWorker: 8 });
    const ids = Array.from({ length: 200 }, (_, index) => `a${index}`);
    const results = await Promise.all(
      ids.map((id) => inContext(id, () => pool.run(id, { name: 'mix' }))),
    );
    expect(results).toEqual(ids.map((id) => ({ found: [id, id, id, id, id], isClean: true })));
  });

  test('a task is not sent if an attribute cannot be cloned, and rejects with an error that names it', async () => {
    const pool = makePool();
    await inContext('a1', async () => {
      bag['connection'] = { socket: () => {} };
      const failed = pool.run(1);
      await expect(failed).rejects.toThrow(UncloneableError);
      await expect(failed).rejects.toThrow(
        'Cannot send `connection` of Local `test.pool.bag` to another thread: ',
      );
    });
    expect([pool.completed, pool.queueSize]).toEqual([0, 0]);
  });

  test('a task that fails rejects with its own error, in the context that submitted it', async () => {
    const pool = makePool();
    await inContext('a1', async () => {
      await expect(pool.run(1, { name: 'fail' })).rejects.toThrow(
        Object.assign(new RangeError('spam'), { code: 'ERR_SPAM' }),
      );
      expect(request.id).toBe('a1');
    });
  });

  test('the worker file of a pool may be CommonJS, named by a path or by a URL', async () => {
    const pool = makePool({ filename: fileURLToPath(fixture('pool.cjs')) });
    expect(await inContext('a1', () => pool.run(1))).toBe('a1');
    const { href } = fixture('pool.cjs');
    expect(await inContext('a2', () => pool.run(1, { filename: href }))).toBe('a2');
  });
});

describe('what may not leave may not arrive', () => {
  const strict = Local.for('test.pool.strict');

  test('a task has what the policies of its thread let travel, and so has what it writes back', async () => {
    const pool = makePool();
    await inContext('a1', async () => {
      Object.assign(strict, { user: 'u1', role: 'guest' });
      expect(await pool.run('admin', { name: 'strictly', writeBack: true })).toEqual({
        user: 'u1',
      });
      expect({ ...strict }).toEqual({ user: 'u1', role: 'guest' });
    });
  });

  test('a task has the state of the packages’ own Locals, which no carrier has', async () => {
    const pool = makePool();
    await inContext('a1', async () => {
      Local.for('aiolocals.test.pool')['level'] = 'debug';
      expect(await pool.run(1, { name: 'level' })).toBe('debug');
      expect(captureContext().state).toEqual(['aiolocals.request', 2, 'id', 'a1']);
    });
  });
});

describe('a ContextPool as a Piscina', () => {
  test('a ContextPool has the options, figures and events of a Piscina', async () => {
    const queue = new FixedQueue();
    const balanced: string[] = [];
    const pool = makePool({
      name: 'look',
      workerData: { spam: 1 },
      taskQueue: queue,
      maxQueue: 7,
      loadBalancer: (task, workers) => {
        balanced.push(`${task.filename} ${task.name}`);
        return workers.find((worker) => worker.currentUsage === 0) ?? null;
      },
    });
    expect(pool).toBeInstanceOf(Piscina);
    expect(pool.options).toMatchObject({
      filename: fileURLToPath(fixture('pool.mjs')),
      name: 'look',
      maxQueue: 7,
      minThreads: 1,
    });
    expect(pool.options.taskQueue).toBe(queue);
    expect(await pool.run(1, { name: 'data' })).toEqual({ spam: 1 });
    expect(balanced).toEqual([`${fileURLToPath(fixture('pool.mjs'))} data`]);
    expect([pool.completed, pool.queueSize, pool.threads.length]).toEqual([1, 0, 1]);
    expect(pool.histogram.runTime.max).toBeGreaterThan(0);
    const message = once(pool, 'message');
    await pool.run('ham', { name: 'post' });
    expect(await message).toEqual(['ham']);
  });

  test.for([['\n'], ['\0'], ['\0\0']])(
    'a ContextPool never takes the name of a function for a file, even with %j in it',
    async ([separator]) => {
      const pool = makePool();
      const other = fileURLToPath(fixture('other-pool.mjs'));
      for (const name of [`look${separator}${other}`, `${separator}${other}${separator}default`]) {
        await expect(pool.run(1, { name })).rejects.toThrow(
          `No handler function exported from ${fileURLToPath(fixture('pool.mjs'))}`,
        );
      }
    },
  );

  test('a ContextPool refuses a file name that contains a null byte', async () => {
    const filename = `${fileURLToPath(fixture('other-pool.mjs'))}\0.mjs`;
    await expect(makePool().run(1, { filename, name: 'default' })).rejects.toThrow('null bytes');
  });

  test('a ContextPool emits the events of a Piscina in the same order, and has its static members', async () => {
    const names = ['workerCreate', 'needsDrain', 'drain', 'workerDestroy', 'close'];
    const filename = fixture('pool.mjs').href;
    const lives = [Piscina, ContextPool].map(async (Pool) => {
      const pool = new Pool({ filename, minThreads: 1, maxThreads: 1 });
      const events: string[] = [];
      for (const name of names) pool.on(name, () => events.push(name));
      await inContext('a1', () => pool.run(1));
      // The last `drain` is emitted after the result.
      await new Promise(setImmediate);
      await pool.close();
      return events;
    });
    const [plain, own] = await Promise.all(lives);
    expect(own).toEqual(plain);
    expect(new Set(own)).toEqual(new Set(names));
    for (const name of ['move', 'queueOptionsSymbol', 'valueSymbol', 'version'] as const)
      expect(ContextPool[name]).toBe(Piscina[name]);
    const pool = makePool();
    await pool[Symbol.asyncDispose]();
    expect(pool.threads).toEqual([]);
  });

  test('a queued task settles even if its signal refuses to be left', async () => {
    const pool = makePool();
    const refusal = new Error('no way out');
    const signal = {
      aborted: false,
      addEventListener: () => {},
      removeEventListener() {
        throw refusal;
      },
    };
    const [first, second] = [pool.run(1), pool.run(2, { signal })];
    expect(await first).toMatchObject({ task: 1 });
    await expect(second).rejects.toBe(refusal);
  });

  test('an event that nobody hears is dropped, and an error that nobody hears is thrown', () => {
    const pool = makePool();
    const heard: unknown[] = [];
    expect(pool.emit('message', 'spam')).toBe(false);
    expect(() => pool.emit('error', new Error('spam'))).toThrow('spam');
    pool.on('message', (message) => heard.push(message));
    pool.on('error', (error) => heard.push(error));
    expect([pool.emit('message', 'ham'), pool.emit('error', new Error('ham'))]).toEqual([
      true,
      true,
    ]);
    expect(heard).toEqual(['ham', new Error('ham')]);
  });

  test('a ContextPool moves what `Piscina.move` and `transferList` name, there and back', async () => {
    const pool = makePool();
    const buffer = new ArrayBuffer(8);
    const back = await inContext('a1', () => pool.run(Piscina.move(buffer), { name: 'bytes' }));
    expect([buffer.byteLength, (back as ArrayBuffer).byteLength]).toEqual([0, 8]);
    const listed = new Uint8Array(4);
    await pool.run(listed, { name: 'bytes', transferList: [listed.buffer] });
    expect(listed.byteLength).toBe(0);
  });

  test('a ContextPool rejects tasks beyond `maxQueue` as Piscina does', async () => {
    const pool = makePool({ maxQueue: 1 });
    const results = await inContext('a1', () =>
      Promise.allSettled([1, 2, 3, 4].map((task) => pool.run(task))),
    );
    expect(results.map(({ status }) => status).filter((it) => it === 'rejected').length).toBe(2);
    expect(results.at(-1)).toMatchObject({ reason: { message: 'Task queue is at limit' } });
  });

  test('a ContextPool refuses invalid options with Piscina’s own errors', async () => {
    expect(() => new ContextPool({ filename: 7 as never })).toThrow(/filename/);
    expect(() => new ContextPool({ maxThreads: 0 })).toThrow(/maxThreads/);
    expect(() => new ContextPool({ taskQueue: {} as never })).toThrow(/taskQueue/);
    const pool = makePool({ filename: null });
    expect(pool.options.filename).toBeNull();
    await expect(pool.run(1)).rejects.toThrow('filename must be provided');
    await expect(pool.run(1, { name: 'look' })).rejects.toThrow('filename must be provided');
    const filename = fixture('pool.mjs').href;
    for (const [options, sentence] of [
      [null, 'options must be an object'],
      [{ filename: 7 }, 'filename argument must be a string'],
      [{ filename, name: 7 }, 'name argument must be a string'],
      [{ filename, signal: 7 }, 'signal argument must be an object'],
      [{ filename, transferList: 7 }, 'transferList argument must be an Array'],
      [{ filename, writeBack: 'yes' }, "Expected `writeBack` to be a boolean, got `'yes'`"],
      [
        { filename, terminate: -1 },
        'Expected `terminate` to be a boolean, or a number of milliseconds, 0 to 2147483647, got `-1`',
      ],
      [
        { filename, timeout: 2 ** 31 },
        'Expected `timeout` to be a number of milliseconds, 0 to 2147483647, or `Infinity`, got `2147483648`',
      ],
    ] as const) {
      await expect(pool.run(1, options as never)).rejects.toThrow(sentence);
    }
  });

  test('a ContextPool closes as a Piscina does: running tasks end, and later ones still run', async () => {
    const pool = makePool();
    const running = inContext('a1', () => pool.run(1));
    await pool.close();
    expect(await running).toMatchObject({ task: 1 });
    // Surprising, but what Piscina does.
    expect(await pool.run(2)).toMatchObject({ task: 2 });
  });

  test('a ContextPool stays usable after a cancelled burst of tasks beyond `maxQueue`', async () => {
    const pool = makePool({ maxQueue: 1 });
    const context = new Context({ parent: null });
    const results = context.run(() =>
      Promise.allSettled(Array.from({ length: 50 }, (_, task) => pool.run(task))),
    );
    context.cancel(new Error('enough'));
    const reasons = (await results).map((it) => it.status === 'rejected' && String(it.reason));
    expect(reasons.filter((it) => it === 'Error: Task queue is at limit').length).toBe(48);
    expect(await pool.run('next')).toMatchObject({ task: 'next' });
  });

  test.for<[string, TaskQueue]>([
    ['the queue of Piscina', new FixedQueue()],
    ['a queue without `unshift`', withoutUnshift(new FixedQueue())],
  ])('a ContextPool keeps contexts apart with `stricterFIFO` and %s', async ([, taskQueue]) => {
    const pool = makePool({ stricterFIFO: true, maxThreads: 2, taskQueue });
    const ids = Array.from({ length: 20 }, (_, index) => `a${index}`);
    const results = await Promise.all(
      ids.map((id) => inContext(id, () => pool.run(id, { name: 'mix' }))),
    );
    expect(results).toEqual(ids.map((id) => ({ found: [id, id, id, id, id], isClean: true })));
  });
});

describe('the threads of a ContextPool', () => {
  test('the threads of a pool have no base context, even inside preserveContextInWorkers', async () => {
    const seen = await inContext('first', () =>
      preserveContextInWorkers(async () => {
        const pool = makePool({ minThreads: 0, maxThreads: 2 });
        const within = (await pool.run(1)) as { before: { request: { id: string } } };
        return [within.before.request.id, await Context.exit(() => pool.run(2))];
      }),
    );
    expect(seen).toMatchObject(['first', { before: { request: { id: '' } } }]);
  });

  /** Ends a thread, and resolves to the contexts in which its listeners ran that were added outside any context. */
  const contextsAtEnd = async (thread: Worker | undefined): Promise<unknown[]> => {
    const seen = once(thread as Worker, 'exit').then(() => Context.current()?.ident);
    const atExit = new Promise((resolve) =>
      thread?.once('exit', () => resolve(Context.current()?.ident)),
    );
    await thread?.terminate();
    return Promise.all([seen, atExit]);
  };

  test('a thread that a task makes the pool create knows nothing of that task’s context here', async () => {
    const pool = makePool({ minThreads: 0 });
    await inContext('first', () => pool.run(1));
    expect(await contextsAtEnd(pool.threads[0])).toEqual([undefined, undefined]);
    // The pool was full until its thread ended.
    await inContext('second', () => pool.run(2));
    expect(await contextsAtEnd(pool.threads[0])).toEqual([undefined, undefined]);
  });

  test('a thread that replaces one which a cancellation has ended has no context of the canceller', async () => {
    const pool = makePool();
    const port = new MessageChannel();
    const submitter = new Context({ parent: null });
    const running = submitter.run(() =>
      pool.run(
        { port: port.port2, values: {} },
        { name: 'assign', terminate: true, transferList: [port.port2] },
      ),
    );
    const [ended] = pool.threads;
    await once(port.port1, 'message');
    inContext('killer', () => submitter.cancel());
    await expect(running).rejects.toThrow('was cancelled');
    port.port1.close();
    const [replacement] = pool.threads;
    expect(replacement).not.toBe(ended);
    expect(await contextsAtEnd(replacement)).toEqual([undefined, undefined]);
  });

  test('a listener of a pool runs in the context that it was added in', async () => {
    const pool = inContext('maker', () => makePool());
    const seen: unknown[] = [];
    pool.on('message', () => seen.push(Local.peek(request)));
    inContext('listener', () => pool.on('message', () => seen.push(request.id)));
    const message = once(pool, 'message');
    await inContext('submitter', () => pool.run(1, { name: 'post' }));
    await message;
    expect(seen).toEqual([undefined, 'listener']);
  });
});

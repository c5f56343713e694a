import { execFile, fork, type ForkOptions } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { Tinypool } from 'tinypool';
import { describe, expect, test } from 'vitest';
import workerpool from 'workerpool';
import { Context, Local, request } from '@aiolocals/core';
import {
  CarrierError,
  contextTask,
  onMessage,
  sendMessage,
  UncloneableError,
  withContext,
} from '@aiolocals/workers';
import { fixture, inContext } from './in-context.js';

interface Seen {
  args: unknown[];
  before: string | null;
  after: string;
  remaining: number;
}

/** Returns what a plain listener receives of a message that was sent in context `a1`. */
function sentMessage(message: unknown): object {
  const { port1, port2 } = new MessageChannel();
  inContext('a1', () => sendMessage(port1, message));
  const received = receiveMessageOnPort(port2) as { message: object };
  port1.close();
  return received.message;
}

const ids = Array.from({ length: 100 }, (_, index) => `a${index}`);

/** Returns how many tasks saw another context than their own. */
async function wrongOf(run: (task: object) => PromiseLike<unknown>): Promise<number> {
  const seen = await Promise.all(
    ids.map((id) => inContext(id, async () => (await run(withContext(id, 'salt'))) as Seen)),
  );
  return seen.filter(
    ({ args, before, after }, index) =>
      args.join() !== `${ids[index]},salt` || before !== ids[index] || after !== ids[index],
  ).length;
}

describe('contextTask', () => {
  test('contextTask gives each task of a tinypool the state of its submitter', async () => {
    const pool = new Tinypool({
      filename: fixture('other-pool.mjs').href,
      minThreads: 2,
      maxThreads: 2,
      concurrentTasksPerWorker: 4,
    });
    expect(await wrongOf((task) => pool.run(task))).toBe(0);
    await pool.destroy();
  });

  test('contextTask gives each task of a workerpool the state of its submitter', async () => {
    const pool = workerpool.pool(fileURLToPath(fixture('workerpool.mjs')), {
      workerType: 'thread',
      maxWorkers: 2,
    });
    expect(await wrongOf((task) => pool.exec('look', [task]))).toBe(0);
    await pool.terminate();
  });

  test.for<[string, ForkOptions]>([
    ['JSON', {}],
    ['the structured clone', { serialization: 'advanced' }],
  ])('contextTask carries contexts to a child process and back with %s', async ([, options]) => {
    const bag = Local.for('test.child');
    const child = fork(fixture('child.mjs'), options);
    const answers: unknown[] = [];
    const all = new Promise<void>((resolve) => {
      const listener = contextTask((answer: unknown) => {
        answers.push([request.id, answer]);
        if (answers.length === 3) resolve();
      });
      child.on('message', (message) => listener(message as object));
    });
    const when = new Date(7);
    for (const id of ['a1', 'a2', 'a3']) {
      inContext(id, () => {
        Object.assign(bag, { when, map: new Map([[id, undefined]]) });
        child.send(withContext(id));
      });
    }
    await all;
    child.send(withContext('close'));
    await once(child, 'exit');
    expect(answers.map((answer) => (answer as [string])[0])).toEqual(['a1', 'a2', 'a3']);
    expect(answers).toMatchObject([
      ['a1', { message: 'a1', id: 'a1' }],
      ['a2', { message: 'a2', id: 'a2' }],
      ['a3', { message: 'a3', id: 'a3' }],
    ]);
  });

  test('contextTask carries contexts to the worker of a cluster and back', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      fileURLToPath(fixture('cluster.mjs')),
    ]);
    expect(JSON.parse(stdout)).toEqual(['a1', 'a2', 'a3'].map((id) => ({ there: id, here: id })));
  });

  test('the deadline of the submitter is the deadline of the task, unless the submitter has closed', () => {
    const remaining = contextTask(() => Context.current()?.remaining());
    const context = new Context({ parent: null, timeout: 60_000 });
    const carried = context.run(() => structuredClone(withContext()));
    const left = remaining(carried) as number;
    expect([left > 0, left <= 60_000]).toEqual([true, true]);
    expect(remaining(context.enter(() => withContext()))).toBe(Infinity);
    const late = new Context({ parent: null, timeout: 0 }).run(() => withContext());
    // Deadlines travel in whole milliseconds.
    const untilCancelled = contextTask(() => {
      const end = performance.now() + 1000;
      while (Context.current()?.cancelled === false && performance.now() < end);
      return Context.current()?.cancelled;
    });
    expect(untilCancelled(late)).toBe(true);
  });

  test('contextTask passes plain arguments on unchanged, and appends those that a pool adds', () => {
    const task = contextTask((...args: unknown[]) => [Local.peek(request)?.id, ...args]);
    expect(task(1, 2)).toEqual([undefined, 1, 2]);
    expect(task()).toEqual([undefined]);
    const carried = inContext('a1', () => withContext(1, 2));
    expect(task(carried, 'handle')).toEqual(['a1', 1, 2, 'handle']);
    expect(inContext('other', () => task(withContext(1)))).toEqual(['other', 1]);
    expect(inContext('other', () => task(sentMessage('ham')))).toEqual(['a1', 'ham']);
    expect(inContext('other', () => task(Context.exit(() => withContext(1))))).toEqual([
      undefined,
      1,
    ]);
  });

  test('contextTask refuses a damaged carrier, or runs outside any context if the options say so', () => {
    const damaged = new Map<string, unknown>([
      ['@aiolocals/workers', { aiolocals: 1, ident: 7 }],
      ['content', [1]],
    ]);
    expect(() => contextTask(() => 'ran')(damaged as never)).toThrow(CarrierError);
    const task = contextTask((x: number) => [x, Context.current()], {
      onRefusal: 'run-outside-context',
    });
    expect(task(damaged as never)).toEqual([1, undefined]);
    expect(() => contextTask('fn' as never)).toThrow('Expected `fn` to be a function');
  });

  test('withContext throws if an attribute cannot be cloned', () => {
    inContext('a1', () => {
      Local.for('test.task')['spam'] = () => {};
      expect(() => withContext(1)).toThrow(UncloneableError);
    });
  });
});

describe('the JSON of a user', () => {
  const task = contextTask((...args: unknown[]) => [Context.current()?.ident, ...args]);
  const carrier = { aiolocals: 1, ident: 'FORGED', state: ['test.task', 2, 'role', 'admin'] };
  const sealed = (): Record<string, unknown> =>
    JSON.parse(inContext('a1', () => JSON.stringify(withContext(1)))) as Record<string, unknown>;

  test.for<[string, () => unknown]>([
    ['with the key of an envelope', () => ({ '@aiolocals/workers': carrier, content: [1] })],
    ['in today’s form', () => ({ '@aiolocals/workers': JSON.stringify(carrier), content: [1] })],
    [
      'with a made-up proof',
      () => ({ ...sealed(), '@aiolocals/workers': JSON.stringify(carrier) }),
    ],
    ['with a proof of another kind', () => ({ ...sealed(), proof: { length: 44 } })],
    ['with a short proof', () => ({ ...sealed(), proof: 'AA==' })],
    ['of a Map', () => [['@aiolocals/workers', carrier]]],
    ['of a list of two', () => ['@aiolocals/workers', carrier]],
  ])('is passed on as it is, in the context of the call: %s', ([, make]) => {
    const body = JSON.parse(JSON.stringify(make())) as object;
    expect(inContext('other', () => task(body as never))).toEqual(['OTHER', body]);
  });

  test('is passed on as it is to the listener of a message', async () => {
    const { port1, port2 } = new MessageChannel();
    const body = { '@aiolocals/workers': carrier, content: 'ham' };
    const seen = new Promise((resolve) => {
      onMessage(port2, (message) => resolve([message, Context.current()?.ident]));
    });
    port1.postMessage(body);
    expect(await seen).toEqual([body, undefined]);
    port1.close();
  });

  test('is an envelope only if this process, its parent or its child made it', () => {
    expect(task(sealed() as never)).toEqual(['A1/1', 1]);
  });

  test.for<[string, ForkOptions, unknown]>([
    ['shares the environment', {}, { id: 'a1' }],
    ['has another environment', { env: { PATH: process.env['PATH'] } }, 'no context'],
    [
      'has another environment, and the structured clone',
      { env: { PATH: process.env['PATH'] }, serialization: 'advanced' },
      { id: 'a1' },
    ],
  ])('and the envelope of a child process counts if it %s', async ([, options, seen]) => {
    const child = fork(fixture('child.mjs'), {
      ...options,
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    });
    const [errors, exit] = [text(child.stderr as Readable), once(child, 'exit')];
    const answer = contextTask((message: unknown) =>
      Local.peek(request) === undefined ? 'no context' : { id: request.id, message },
    );
    inContext('a1', () => child.send(withContext('ham')));
    const [message] = (await once(child, 'message')) as [object];
    expect(answer(message)).toMatchObject(seen as object);
    // The child may be gone by the second.
    const ignore = (): void => {};
    child.send('close', ignore);
    child.send(withContext('close'), ignore);
    if (seen === 'no context') child.kill();
    await exit;
    expect((await errors).includes('AIOLOCALS_ENVELOPE_REFUSED')).toBe(seen === 'no context');
  });
});

import { once } from 'node:events';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import {
  getEnvironmentData,
  MessageChannel,
  setEnvironmentData,
  SHARE_ENV,
  Worker,
} from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { Context, Local, request } from '@aiolocals/core';
import { spawnWith } from '@aiolocals/core/carrier';
import { ContextWorker, UncloneableError } from '@aiolocals/workers';
import { fixture, inContext } from './in-context.js';

const cart = Local.for<{ items: string[]; note: string }>('test.cart', {
  items: () => [],
  note: '',
});

async function answer(worker: Worker): Promise<unknown> {
  const [message] = (await once(worker, 'message')) as [unknown];
  return message;
}

async function answerOf(worker: Worker): Promise<unknown> {
  const exit = once(worker, 'exit');
  const message = await answer(worker);
  await exit;
  return message;
}

const code = `
  const { Local, request } = require('@aiolocals/core');
  require('node:worker_threads').parentPort.postMessage(Local.peek(request)?.id ?? null);
`;

describe('the thread of a ContextWorker', () => {
  test('a thread has the state of its creator in its first statement, callbacks, handlers and timers', async () => {
    process.env['TEST_SHARED'] = 'yes';
    const seen = await inContext('a1', async () => {
      cart.items.push('ham');
      const worker = new ContextWorker(fixture('report.mjs'), {
        workerData: { spam: 1 },
        env: SHARE_ENV,
        resourceLimits: { maxOldGenerationSizeMb: 64 },
      });
      cart.note = 'later than the thread';
      expect(await answer(worker)).toBe('ready');
      worker.postMessage('go on');
      expect(await answer(worker)).toBe('again');
      const buffer = new ArrayBuffer(8);
      worker.postMessage({ buffer, shared: 'TEST_SHARED' }, [buffer]);
      expect(buffer.byteLength).toBe(0);
      return answerOf(worker);
    });
    expect(seen).toEqual({
      first: 'a1',
      ident: 'A1/1',
      microtask: 'a1',
      timer: 'a1',
      callback: 'a1',
      file: 'a1',
      exit: null,
      job: 'job',
      cart: { items: ['ham'], note: '' },
      workerData: { spam: 1 },
      old: 64,
      handler: 'a1',
      listener: 'a1',
      bytes: 8,
      shared: 'yes',
    });
  });

  test('a thread has the state of its creator in a CommonJS file, in evaluated code and in a data URL', async () => {
    const cjs = inContext('a1', () => answerOf(new ContextWorker(fixture('report.cjs'))));
    const evaluated = inContext('a2', () => answerOf(new ContextWorker(code, { eval: true })));
    const data = inContext('a3', () => {
      // What Node finds, not what Vitest does: a data URL has no folder to resolve the name from.
      const core = pathToFileURL(createRequire(import.meta.url).resolve('@aiolocals/core')).href;
      const source = `import { request } from ${JSON.stringify(core)};
        import { parentPort } from 'node:worker_threads';
        parentPort.postMessage(request.id);`;
      const url = `data:text/javascript,${encodeURIComponent(source)}`;
      return answerOf(new ContextWorker(new URL(url)));
    });
    expect(await Promise.all([cjs, evaluated, data])).toEqual([
      { first: 'a1', callback: 'a1' },
      'a2',
      'a3',
    ]);
  });

  test('a thread receives what its constructor transfers, and its arguments and environment', async () => {
    const buffer = new ArrayBuffer(8);
    const { port1, port2 } = new MessageChannel();
    const look = `
      const { request } = require('@aiolocals/core');
      const { parentPort, workerData } = require('node:worker_threads');
      workerData.port.postMessage([request.id, process.argv[2], process.env.SPAM, workerData.buffer.byteLength]);
    `;
    const seen = once(port1, 'message');
    inContext('a1', () => {
      const options = { eval: true, argv: ['ham'], env: { SPAM: 'eggs' } };
      return new ContextWorker(look, {
        ...options,
        workerData: { buffer, port: port2 },
        transferList: [buffer, port2],
      });
    });
    expect(buffer.byteLength).toBe(0);
    expect(await seen).toEqual([['a1', 'ham', 'eggs', 8]]);
    port1.close();
  });

  test('a thread without a base context it can read warns and starts outside any context', async () => {
    const source = `
      process.on('warning', ({ name, code, message }) => {
        const { parentPort } = require('node:worker_threads');
        parentPort.postMessage({ id: Local.peek(request)?.id ?? null, name, code, message });
      });
      const { Context, Local, request } = require('@aiolocals/core');
      Context.current();
    `;
    const key = 'aiolocals.base/1';
    const snapshot = ['aiolocals.request', 2, 'id', 'a1'];
    const spawn = (): Worker => {
      const handover = getEnvironmentData(key) as unknown as { version: number };
      expect(handover).toMatchObject({ version: 1, ident: 'A1/1', snapshot });
      setEnvironmentData(key, { ...handover, version: 2 });
      return new Worker(source, { eval: true, stderr: true });
    };
    expect(await answerOf(spawnWith({ ident: 'A1/1', snapshot }, spawn))).toEqual({
      id: null,
      name: 'AiolocalsWarning',
      code: 'AIOLOCALS_BASE_REFUSED',
      message:
        'Cannot read the base context of this thread, which starts without one: it is of version 2, and this one ' +
        'reads 1; install the version of @aiolocals/core here that is installed where the thread was spawned',
    });
  });

  test('a thread that is created outside any context has no base context', async () => {
    expect(await answerOf(new ContextWorker(code, { eval: true }))).toBeNull();
  });

  test('a thread passes its base context to the ContextWorkers that it creates, and to no other thread', async () => {
    const worker = inContext('a1', () => new ContextWorker(fixture('nested.mjs')));
    expect(await answerOf(worker)).toEqual({
      own: ['a1', 'A1/1'],
      plain: [undefined, undefined],
      context: ['a1', 'A1/1/1'],
      fresh: ['own', 'OWN/1'],
    });
  });

  test('a ContextWorker is not created if an attribute cannot be cloned, and the error names it', () => {
    inContext('a1', () => {
      const local = Local.for('test.uncloneable');
      local['connection'] = () => {};
      expect(() => new ContextWorker(code, { eval: true })).toThrow(UncloneableError);
      expect(() => new ContextWorker(code, { eval: true })).toThrow(
        /^Cannot send `connection` of Local `test\.uncloneable` to another thread: .*could not be cloned; exclude the attribute/s,
      );
    });
  });

  test('a ContextWorker reports an invalid file as a Worker does', async () => {
    const worker = inContext('a1', () => new ContextWorker(fixture('missing.mjs')));
    const [error] = (await once(worker, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toMatch(/MODULE_NOT_FOUND/);
    expect(() => inContext('a1', () => new ContextWorker('relative.mjs'))).toThrow(
      /WORKER_PATH|must be/,
    );
  });
});

test('a listener of a ContextWorker runs in the context that it was added in', async () => {
  const worker = inContext('maker', () => new ContextWorker(fixture('report.cjs')));
  const seen: unknown[] = [];
  const done = once(worker, 'exit');
  worker.on('message', () => seen.push(Local.peek(request)));
  inContext('first', () => worker.on('message', () => seen.push(request.id)));
  inContext('second', () => worker.once('message', () => seen.push(request.id)));
  const removed = (): unknown => seen.push('removed');
  inContext('third', () => worker.on('message', removed));
  worker.off('message', removed);
  await done;
  expect(seen).toEqual([undefined, 'first', 'second']);
  expect(worker).toBeInstanceOf(ContextWorker);
  expect(Context.current()).toBeUndefined();
});

test('what a thread prints is read outside the context that created it', async () => {
  const worker = inContext('maker', () => {
    const printing = "console.log('ham'); setTimeout(() => console.log('spam'), 1);";
    return new ContextWorker(printing, { eval: true, stdout: true });
  });
  const seen: unknown[] = [];
  worker.stdout.on('data', () => seen.push(Context.current()?.ident));
  await once(worker, 'exit');
  expect([...new Set(seen)]).toEqual([undefined]);
});

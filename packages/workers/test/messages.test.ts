import { once } from 'node:events';
import { BroadcastChannel, MessageChannel, Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Context, Local, request } from '@aiolocals/core';
import { logging } from '@aiolocals/logging';
import { CarrierError, onMessage, sendMessage, UncloneableError } from '@aiolocals/workers';
import { fixture, inContext } from './in-context.js';

/** Resolves to the next message, and to the request id that its listener sees. */
function next(source: Parameters<typeof onMessage>[0]): Promise<{ message: unknown; id: unknown }> {
  return new Promise((resolve) => {
    const stop = onMessage(source, (message) => {
      stop();
      resolve({ message, id: Local.peek(request)?.id });
    });
  });
}

describe('messages to and from a thread', () => {
  let worker: Worker;
  beforeAll(() => {
    worker = inContext('maker', () => new Worker(fixture('messages.mjs')));
  });
  afterAll(async () => {
    const exit = once(worker, 'exit');
    worker.postMessage('close');
    await exit;
  });

  test('messages carry the context of the sender to a thread and back, many at once', async () => {
    const ids = Array.from({ length: 50 }, (_, index) => `a${index}`);
    const answers: unknown[] = [];
    const all = new Promise<void>((resolve) => {
      const stop = onMessage(worker, (message) => {
        answers.push([request.id, request.path, message]);
        if (answers.length < ids.length) return;
        stop();
        resolve();
      });
    });
    for (const id of ids) inContext(id, () => sendMessage(worker, {}));
    await all;
    expect(answers).toEqual(
      ids.map((id) => [
        id,
        'changed',
        { before: id, after: id, ident: `${id.toUpperCase()}/1`, bytes: undefined },
      ]),
    );
  });

  test('plain messages arrive unchanged, in the context that their listener was added in', async () => {
    const answer = inContext('listener', () => next(worker));
    worker.postMessage('plain');
    expect(await answer).toEqual({ message: { plain: null }, id: 'listener' });
  });

  test('a message that is sent outside any context is handled outside any context', async () => {
    const answer = inContext('listener', () => next(worker));
    sendMessage(worker, {});
    expect(await answer).toMatchObject({ message: { before: null }, id: undefined });
  });

  test('sendMessage transfers what its list names', async () => {
    const buffer = new ArrayBuffer(8);
    const answer = next(worker);
    inContext('a1', () => sendMessage(worker, { buffer }, [buffer]));
    expect(buffer.byteLength).toBe(0);
    expect(await answer).toMatchObject({ message: { before: 'a1', bytes: 8 }, id: 'a1' });
  });

  test('messages over a MessageChannel carry the context there and back', async () => {
    const { port1, port2 } = new MessageChannel();
    const listening = next(worker);
    inContext('a1', () => sendMessage(worker, { port: port2 }, [port2]));
    expect(await listening).toEqual({ message: 'listening', id: 'a1' });
    const answer = next(port1);
    inContext('a2', () => sendMessage(port1, 'ham'));
    expect(await answer).toEqual({ message: { inner: 'ham', id: 'a2' }, id: 'a2' });
    port1.close();
  });

  test('messages over a BroadcastChannel carry the context to a thread and back', async () => {
    const channel = new BroadcastChannel(`test.messages.thread.${process.pid}`);
    const listening = next(worker);
    sendMessage(worker, { channel: channel.name });
    await listening;
    const answer = next(channel);
    inContext('a1', () => sendMessage(channel, 'ham'));
    expect(await answer).toEqual({ message: { inner: 'ham', id: 'a1' }, id: 'a1' });
    channel.close();
  });

  test('a thread passes on state of Locals that it does not know, without what may not travel', async () => {
    const unknown = Local.for('test.messages.unknown', undefined, { travels: ['spam'] });
    const answer = new Promise((resolve) => {
      const stop = onMessage(worker, () => {
        stop();
        resolve({ ...unknown });
      });
    });
    inContext('a1', () => {
      Object.assign(unknown, { spam: new Map([['ham', 1]]), token: 'secret' });
      sendMessage(worker, {});
    });
    expect(await answer).toEqual({ spam: new Map([['ham', 1]]) });
  });

  test('a message is not sent if an attribute cannot be cloned', () => {
    inContext('a1', () => {
      Local.for('test.messages')['spam'] = () => {};
      expect(() => sendMessage(worker, {})).toThrow(UncloneableError);
    });
  });
});

test('a message over a BroadcastChannel carries the context to each listener', async () => {
  const name = `test.messages.${process.pid}`;
  const [sender, first, second] = [1, 2, 3].map(() => new BroadcastChannel(name)) as [
    BroadcastChannel,
    BroadcastChannel,
    BroadcastChannel,
  ];
  const answers = [next(first), inContext('listener', () => next(second))];
  inContext('a1', () => sendMessage(sender, 'ham'));
  expect(await Promise.all(answers)).toEqual([
    { message: 'ham', id: 'a1' },
    { message: 'ham', id: 'a1' },
  ]);
  const plain = inContext('listener', () => next(second));
  sender.postMessage('plain');
  expect(await plain).toEqual({ message: 'plain', id: 'listener' });
  for (const channel of [sender, first, second]) channel.close();
});

test('the context of a message is open until its handler is done', async () => {
  const { port1, port2 } = new MessageChannel();
  let context: Context | undefined;
  const closed = new Promise<boolean[]>((resolve) => {
    onMessage(port2, async () => {
      context = Context.current();
      await new Promise(setImmediate);
      const before = context?.closed ?? true;
      context?.onClose((it) => resolve([before, it.closed]));
    });
  });
  inContext('a1', () => sendMessage(port1, {}));
  expect(await closed).toEqual([false, true]);
  port1.close();
});

describe('a message whose carrier is damaged or of a later version', () => {
  const envelope = (carrier: unknown, content: unknown): Map<string, unknown> =>
    new Map([
      ['@aiolocals/workers', carrier],
      ['content', content],
    ]);
  const later = { aiolocals: 2, ident: 'A/1', state: [] };
  const refusals: [string, unknown][] = [
    ['a later version', later],
    ['no object', 'ham'],
    ['damaged state', { aiolocals: 1, ident: 'A/1', state: [7] }],
    ['state without ident', { aiolocals: 1, state: [] }],
  ];

  test.for(refusals)('is reported once and not passed on: %s', async ([, carrier]) => {
    const { port1, port2 } = new MessageChannel();
    const warnings: (Error & { code?: string })[] = [];
    const note = (warning: Error): unknown => warnings.push(warning);
    process.on('warning', note);
    const seen: unknown[] = [];
    const last = new Promise<void>((resolve) => {
      onMessage(port2, (message) => {
        seen.push(message);
        if (message === 'last') resolve();
      });
    });
    for (const content of ['first', 'second']) port1.postMessage(envelope(carrier, content));
    port1.postMessage('last');
    await last;
    // Deno hands out all three messages first.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', note);
    expect(seen).toEqual(['last']);
    const [{ code, message } = { code: undefined, message: '' }, ...others] = warnings;
    expect([code, others]).toEqual(['AIOLOCALS_MESSAGE_REFUSED', []]);
    expect(message).toMatch(
      /^Did not pass on a message to its listener, nor will any other like it be passed on: Cannot restore a context from .+; to receive them outside any context, give `onMessage` the option `onRefusal: 'run-outside-context'`$/,
    );
    port1.close();
  });

  test.for(refusals)(
    'is handled outside any context if the options say so: %s',
    async ([, carrier]) => {
      const { port1, port2 } = new MessageChannel();
      const options = { onRefusal: 'run-outside-context' } as const;
      const seen = inContext(
        'listener',
        () =>
          new Promise((resolve) => {
            onMessage(port2, (message) => resolve([message, Context.current()]), options);
          }),
      );
      port1.postMessage(envelope(carrier, 'ham'));
      expect(await seen).toEqual(['ham', undefined]);
      port1.close();
    },
  );

  test('does not stop what the listener throws from reaching the process', async () => {
    const { port1, port2 } = new MessageChannel();
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const uncaught = once(process, 'uncaughtException');
    onMessage(port2, () => {
      throw new CarrierError('thrown by the listener');
    });
    inContext('a1', () => sendMessage(port1, 'ham'));
    expect((await uncaught)[0]).toMatchObject({ message: 'thrown by the listener' });
    for (const listener of listeners) process.on('uncaughtException', listener);
    port1.close();
  });
});

test('a message sets what the policies of the receiver let arrive, and nothing of the packages', async () => {
  const auth = Local.for('test.messages.auth', undefined, { travels: ['user'] });
  const { port1, port2 } = new MessageChannel();
  const state = [
    'test.messages.auth',
    4,
    'role',
    'admin',
    'user',
    'u1',
    'aiolocals.logging',
    2,
    'level',
    'silly',
  ];
  const seen = new Promise((resolve) => {
    onMessage(port2, () => resolve([{ ...auth }, logging.level]));
  });
  port1.postMessage(new Map([['@aiolocals/workers', { aiolocals: 1, ident: 'A/1', state }]]));
  expect(await seen).toEqual([{ user: 'u1' }, undefined]);
  port1.close();
});

test('sendMessage and onMessage refuse invalid arguments', () => {
  const target = 'a Worker, a MessagePort or a BroadcastChannel';
  expect(() => sendMessage({} as never, 1)).toThrow(`Expected \`target\` to be ${target}, got`);
  expect(() => sendMessage(null as never, 1)).toThrow(`Expected \`target\` to be ${target}`);
  expect(() => sendMessage((() => {}) as never, 1)).toThrow('got a function');
  expect(() => onMessage({} as never, () => {})).toThrow(`Expected \`source\` to be ${target}`);
  expect(() => onMessage(null as never, () => {})).toThrow(`Expected \`source\` to be ${target}`);
  const { port1 } = new MessageChannel();
  expect(() => onMessage(port1, 7 as never)).toThrow('Expected `listener` to be a function');
  port1.close();
});

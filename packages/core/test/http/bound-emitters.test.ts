import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Context, Local, request } from '@aiolocals/core';
import { openRequest } from '@aiolocals/core/http';
import { expect, onTestFinished, test, vi } from 'vitest';
import { serve } from './support/serve.js';
import { get, LAST, talk } from './support/talk.js';

interface Pair {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly context: Context;
}

function pair(prepare: (req: IncomingMessage, res: ServerResponse) => void = () => {}): Pair {
  const req = new IncomingMessage(new Socket());
  req.headers = { 'x-request-id': 'a1' };
  const res = new ServerResponse(req);
  prepare(req, res);
  return { req, res, context: openRequest(req, res) };
}

const currentId = (): string | undefined => Local.peek(request)?.id;

test('a listener runs in the context of the request, wherever it was added and the event is emitted', () => {
  const { req, res } = pair((early) => early.on('x', () => void seen.push(currentId())));
  const seen: unknown[] = [];
  for (const emitter of [req, res]) emitter.on('x', () => void seen.push(currentId()));
  for (const emitter of [req, res]) emitter.emit('x');
  new Context().run(() => {
    request.id = 'another';
    for (const emitter of [req, res]) emitter.emit('x');
    seen.push(currentId());
  });
  expect(seen).toEqual(['a1', 'a1', 'a1', 'a1', 'a1', 'a1', 'another']);
});

test('a listener runs in the context also on a request that does not show it', () => {
  const seen: unknown[] = [];
  const { req } = pair();
  req.on('end', () => void seen.push(currentId()));
  req.rawListeners = () => [];
  Context.exit(() => req.emit('end'));
  expect(seen).toEqual(['a1']);
});

test('the emitters behave as before', () => {
  const { req } = pair();
  const calls: unknown[] = [];
  const listener = function (this: unknown, ...args: unknown[]): void {
    calls.push([this === req, args]);
  };
  req.on('x', listener).once('x', listener);
  expect(req.listeners('x')).toEqual([listener, listener]);
  expect(req.listenerCount('x')).toBe(2);
  expect(req.emit('x', 1, 2, 3)).toBe(true);
  req.off('x', listener);
  expect(req.emit('x')).toBe(false);
  expect(calls).toEqual([
    [true, [1, 2, 3]],
    [true, [1, 2, 3]],
  ]);
});

test('a callback of the response runs in the context, wherever it stands among the arguments', async () => {
  const seen: unknown[] = [];
  const { url } = await serve((_req, res) => {
    const note = (): void => void seen.push(currentId());
    Context.exit(() => {
      res.write('1', note);
      res.write('2', 'utf8', note);
      (res.end as (...args: unknown[]) => void)('3', note, undefined);
    });
  });
  const response = await fetch(url, { headers: { 'X-Request-ID': 'a1' } });
  expect(await response.text()).toBe('123');
  expect(seen).toEqual(['a1', 'a1', 'a1']);
});

test('an `error` event without a listener throws', () => {
  const { req, res } = pair();
  const error = new Error('as the test wants it');
  expect(() => req.emit('error', error)).toThrow(error);
  expect(() => res.emit('error', error)).toThrow(error);
});

test('an event without listeners enters no context', () => {
  const entered: [unknown, unknown][] = [];
  const outer = currentId();
  const { req, res } = pair((...messages) => {
    for (const message of messages) {
      const emit = message.emit.bind(message) as (...args: unknown[]) => boolean;
      message.emit = (...args: unknown[]) => {
        entered.push([args[0], currentId()]);
        return emit(...args);
      };
    }
  });
  for (const message of [req, res]) {
    message.emit('x');
    message.on('x', () => {});
    message.emit('x');
  }
  expect(entered.filter(([event]) => event === 'x')).toEqual([
    ['x', outer],
    ['x', 'a1'],
    ['x', outer],
    ['x', 'a1'],
  ]);
});

test('a request that is answered at once enters its context once: Node alone listens for its end', async () => {
  const { port } = await serve((_req, res) => void res.end());
  await talk(port, get('a1', [LAST]));
  const run = vi.spyOn(AsyncLocalStorage.prototype, 'run');
  onTestFinished(() => run.mockRestore());
  await talk(port, get('a2', [LAST]));
  expect(run).toHaveBeenCalledTimes(1);
});

test('a listener of `end` in the place of Node’s own runs in the context', async () => {
  const seen: unknown[] = [];
  const { port } = await serve((req, res) => {
    res.end();
    if (request.id === 'a1') return;
    res.on('finish', () => {
      req.removeAllListeners('end');
      req.on('end', () => void seen.push(currentId()));
    });
  });
  for (const id of ['a1', 'a2', 'a3']) {
    // Node's own listener is seen in the first.
    await talk(port, get(id, [LAST]));
  }
  expect(seen).toEqual(['a2', 'a3']);
});

test('what a listener throws reaches the code that emits', () => {
  const { req } = pair();
  req.on('x', () => {
    throw new Error('as the test wants it');
  });
  expect(() => req.emit('x')).toThrow('as the test wants it');
});

test('methods that another library has put on the objects are called, in the context', () => {
  const calls: unknown[] = [];
  const { req, res } = pair((request_, response) => {
    const { emit } = request_;
    request_.emit = function (...args: Parameters<typeof emit>) {
      calls.push(['emit', args[0], currentId()]);
      return emit.apply(this, args);
    };
    response.write = (...args: unknown[]) => calls.push(['write', ...args]) > 0;
    response.writeContinue = (done) => done?.();
    Object.assign(response, {
      writeInformation: (status: number, done: (status: number) => void) => done(status),
    });
    response.end = (...args: unknown[]) => {
      calls.push(['end', ...args]);
      return response;
    };
  });
  req.on('x', () => calls.push('heard'));
  req.emit('x');
  res.write('1', 'utf8');
  res.writeContinue(() => calls.push(['continued', currentId()]));
  (res as unknown as { writeInformation(...args: unknown[]): void }).writeInformation(
    110,
    (status: number) => calls.push(['informed', status, currentId()]),
  );
  res.end('2');
  expect(calls).toEqual([
    ['emit', 'x', 'a1'],
    'heard',
    ['write', '1', 'utf8'],
    ['continued', 'a1'],
    ['informed', 110, 'a1'],
    ['end', '2'],
  ]);
});

test.for(['as Node has made it', 'whose `emit` another library has replaced'])(
  'an event of a message %s has all its values, however many, inside its context and outside',
  (kind) => {
    const seen: unknown[][] = [];
    const { req, res, context } = pair((...messages) => {
      if (kind === 'as Node has made it') return;
      for (const message of messages) message.emit = message.emit.bind(message);
    });
    for (const emitter of [req, res]) {
      emitter.on('own', (...values) => seen.push([currentId(), ...values]));
      const emitAll = (): void => {
        for (const values of [[], [1], [1, 2], [1, 2, 3]]) emitter.emit('own', ...values);
      };
      context.enter(emitAll);
      Context.exit(emitAll);
    }
    const once = [['a1'], ['a1', 1], ['a1', 1, 2], ['a1', 1, 2, 3]];
    expect(seen).toEqual([...once, ...once, ...once, ...once]);
  },
);

class Message extends IncomingMessage {}

test.for([
  ["a framework's requests", Message.prototype, 'req'],
  ["Node's requests", IncomingMessage.prototype, 'req'],
  ["Node's responses", ServerResponse.prototype, 'res'],
] as const)(
  'the prototype of %s still reaches them if it is changed later',
  ([, prototype, of]) => {
    const seen: unknown[] = [];
    const req = new (prototype === Message.prototype ? Message : IncomingMessage)(new Socket());
    const res = new ServerResponse(req);
    openRequest(req, res);
    onTestFinished(() => void Reflect.deleteProperty(prototype, 'emit'));
    prototype.emit = function (this: EventEmitter, event: string | symbol, ...args: unknown[]) {
      seen.push(this, event);
      return EventEmitter.prototype.emit.call(this, event, ...args);
    };
    req.emit('x');
    res.emit('x');
    expect(seen).toEqual([{ req, res }[of], 'x']);
  },
);

test('nothing is put on the objects but the methods that are bound, the same ones for all', () => {
  const first = pair();
  const second = pair();
  const bare = new IncomingMessage(new Socket());
  const bareReply = new ServerResponse(bare);
  const added = (message: object, before: object): string[] =>
    Object.keys(message).filter((key) => !Object.hasOwn(before, key));
  const interim = ['writeContinue', 'writeProcessing', 'writeEarlyHints', 'writeInformation'];
  const ofReply = ['emit', 'write', 'end', 'writeHead', ...interim].filter(
    (name) => name in bareReply,
  );
  expect(added(first.req, bare)).toEqual(['emit']);
  expect(added(first.res, bareReply)).toEqual(ofReply);
  const methods = (of: object, names: string[]): unknown[] =>
    names.map((name) => Reflect.get(of, name));
  expect(methods(first.req, ['emit'])).toEqual(methods(second.req, ['emit']));
  expect(methods(first.res, ofReply)).toEqual(methods(second.res, ofReply));
});

import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Context, Local, request } from '@aiolocals/core';
import {
  bindPrototypes,
  contextOf,
  enterMethods,
  openRequest,
  type RequestPolicy,
  requestPolicy,
} from '@aiolocals/core/http';
import { describe, expect, onTestFinished, test } from 'vitest';

class Message extends IncomingMessage {}
class Reply extends ServerResponse {
  override writeContinue(done?: () => void): void {
    done?.();
  }

  send(note: (id: string | undefined) => void): this {
    note(currentId());
    return this;
  }
}

const currentId = (): string | undefined => Local.peek(request)?.id;

function bound(): () => void {
  const undo = bindPrototypes(Message.prototype, Reply.prototype);
  onTestFinished(undo);
  return undo;
}

function pair(): { req: Message; res: Reply } {
  const req = new Message(new Socket());
  req.headers = { 'x-request-id': 'a1' };
  return { req, res: new Reply(req) };
}

const policies: Partial<Record<'first' | 'second', RequestPolicy>> = {};

describe('prototypes that are bound', () => {
  test('have listeners run in the context of their request, and nothing on the objects', () => {
    bound();
    const { req, res } = pair();
    const context = openRequest(req, res);
    const seen: unknown[] = [];
    for (const emitter of [req, res]) {
      emitter.on('x', () => seen.push(currentId()));
      emitter.emit('x');
      expect(Object.hasOwn(emitter, 'emit')).toBe(false);
    }
    res.writeContinue(() => seen.push(currentId()));
    expect(seen).toEqual(['a1', 'a1', 'a1']);
    expect(contextOf(res)).toBe(context);
    res.emit('close');
    expect(context.closed).toBe(true);
  });

  test.each([
    ['bound as well', true],
    ['those of Node, bound on its own', false],
  ])('run methods in the context wherever they are called, the others %s', (_what, isBound) => {
    if (isBound) bound();
    const { send } = Reply.prototype;
    const undo = enterMethods(Reply.prototype, ['send', 'missing']);
    const entered = Reply.prototype.send;
    const undoAgain = enterMethods(Reply.prototype, ['send']);
    expect(Reply.prototype.send).toBe(entered);
    const opened = pair();
    const another = pair();
    const seen: unknown[] = [];
    const note = (id: string | undefined): void => void seen.push(id);
    const context = openRequest(opened.req, opened.res);
    context.enter(() => opened.res.send(note));
    new Context().run(() => {
      request.id = 'another';
      expect(opened.res.send(note)).toBe(opened.res);
      another.res.send(note);
    });
    expect(seen).toEqual(['a1', 'a1', 'another']);
    expect([entered.name, 'missing' in Reply.prototype]).toEqual(['send', false]);
    undoAgain();
    expect(Reply.prototype.send).toBe(entered);
    undo();
    expect(Reply.prototype.send).toBe(send);
  });

  test.each([true, false])('need not be looked at: told that they are bound, %s', (isKnown) => {
    bound();
    const { req, res } = pair();
    const context = openRequest(req, res, requestPolicy(), undefined, isKnown);
    expect([contextOf(req), contextOf(res)]).toEqual([context, context]);
    const alone = openRequest(pair().req, undefined, requestPolicy(), undefined, isKnown);
    expect(alone.enter(currentId)).toBe('a1');
  });

  test('let a further policy join a request, and close it once', () => {
    bound();
    const { req, res } = pair();
    const seen: unknown[] = [];
    for (const name of ['first', 'second', 'second'] as const) {
      policies[name] ??= requestPolicy({ onClose: ({ path }) => void seen.push([name, path]) });
      openRequest(name === 'second' ? new Proxy(req, {}) : req, res, policies[name]);
    }
    res.emit('close');
    res.emit('close');
    expect(seen).toEqual([
      ['first', '/'],
      ['second', '/'],
    ]);
  });

  test('find the context of a request by a wrapper of it too', () => {
    bound();
    const { req, res } = pair();
    const context = openRequest(req, res);
    expect(openRequest(Object.create(req) as Message, res)).toBe(context);
    expect(openRequest(new Proxy(req, {}), res)).toBe(context);
  });

  test('behave as before for a request that was not opened', () => {
    // Undefined in Node, and true in Bun.
    const before: unknown = pair().res.writeProcessing();
    bound();
    const { req, res } = pair();
    const seen: unknown[] = [];
    new Context().run(() => {
      request.id = 'mine';
      for (const emitter of [req, res]) {
        emitter.on('x', (...args) => seen.push(currentId(), ...args));
        emitter.emit('x', 1);
      }
      res.writeContinue(() => seen.push(currentId()));
      expect(res.writeProcessing()).toBe(before);
      expect(res.write('1')).toBe(true);
      expect(res.end()).toBe(res);
    });
    expect(seen).toEqual(['mine', 1, 'mine', 1, 'mine']);
    expect(contextOf(req)).toBeUndefined();
  });

  test('stand for the methods that they had of their own', () => {
    const calls: unknown[] = [];
    class Own extends Reply {
      override emit(event: string | symbol, ...args: unknown[]): boolean {
        calls.push([event, currentId()]);
        return super.emit(event, ...args);
      }
    }
    onTestFinished(bindPrototypes(Message.prototype, Own.prototype));
    const { req } = pair();
    const res = new Own(req);
    openRequest(req, res);
    res.on('x', () => calls.push('heard'));
    res.emit('x');
    expect(calls).toEqual([['x', 'a1'], 'heard']);
  });

  test('enter no context for an event without listeners, where checking that is cheap', () => {
    const outer = currentId();
    const entered: unknown[] = [];
    class Own extends Reply {
      override emit(event: string | symbol, ...args: unknown[]): boolean {
        entered.push([event, currentId()]);
        return super.emit(event, ...args);
      }
    }
    onTestFinished(bindPrototypes(Message.prototype, Own.prototype));
    const { req } = pair();
    const res = new Own(req);
    openRequest(req, res);
    res.emit('unheard');
    expect(() => res.emit('error', new Error('as the test wants it'))).toThrow('as the test');
    const isCheap = Number.parseInt(process.versions.node, 10) >= 24;
    expect(entered).toEqual([
      ['unheard', isCheap ? outer : 'a1'],
      ['error', 'a1'],
    ]);
  });

  test('are bound once, however often that is asked for, and the undo of the second does nothing', () => {
    const { emit } = Reply.prototype;
    const undo = bound();
    const ours = Reply.prototype.emit;
    const undoAgain = bindPrototypes(Message.prototype, Reply.prototype);
    expect(Reply.prototype.emit).toBe(ours);
    undoAgain();
    expect(Reply.prototype.emit).toBe(ours);
    undo();
    expect(Reply.prototype.emit).toBe(emit);
  });

  test('are as they were after the undo, and a request is still bound', () => {
    const methods = (): object => Object.getOwnPropertyDescriptors(Reply.prototype);
    const before = methods();
    const undo = bound();
    expect(methods()).not.toEqual(before);
    undo();
    expect(methods()).toEqual(before);
    expect(Object.hasOwn(Message.prototype, 'emit')).toBe(false);
    const { req, res } = pair();
    openRequest(req, res, requestPolicy());
    const seen: unknown[] = [];
    res.on('x', () => seen.push(currentId()));
    res.emit('x');
    expect(seen).toEqual(['a1']);
  });
});

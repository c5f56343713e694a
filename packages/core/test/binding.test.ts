import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter, once } from 'node:events';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bind,
  bindEmitter,
  Context,
  request,
  wrapAsyncIterable,
  wrapGenerator,
  Local,
} from '@aiolocals/core';
import { runsOf } from './support/runs.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Runs `fn` in a new context whose `request.id` is `id`. */
const inRequest = <Result>(id: string, fn: () => Result): Result =>
  new Context({ parent: null }).run(() => {
    request.id = id;
    return fn();
  });

const currentId = (): string => (Context.current() === undefined ? 'none' : request.id);

describe('bind', () => {
  test('runs a function in the context it was bound in, wherever it is called', () => {
    const bound = inRequest('a', () => bind(currentId));
    expect(bound()).toBe('a');
    inRequest('b', () => expect(bound()).toBe('a'));
  });

  test('runs a function in the context given', () => {
    const context = new Context();
    expect(inRequest('a', () => bind(() => Context.current(), context))()).toBe(context);
  });

  test('runs a function outside any context that was bound there', { tags: 'outside' }, () => {
    const bound = bind(currentId);
    inRequest('a', () => expect(bound()).toBe('none'));
    const exited = inRequest('a', () => Context.exit(() => bind(currentId)));
    inRequest('b', () => expect(exited()).toBe('none'));
  });

  test('keeps `this`, arguments, name and length', () => {
    const owner = {
      bound: bind(function named(this: unknown, a: number, b: number): unknown[] {
        return [this, a, b];
      }),
    };
    expect(owner.bound(1, 2)).toEqual([owner, 1, 2]);
    expect(owner.bound.name).toBe('named');
    expect(owner.bound).toHaveLength(2);
    expect([bind(() => 1).name, bind(() => 1).length]).toEqual(['', 0]);
  });

  test('lets throws through', () => {
    const bound = bind(() => {
      throw new Error('inside');
    });
    expect(bound).toThrow('inside');
  });

  test('brings back the AsyncLocalStorage of others as it was at the bind, without a context', () => {
    const theirs = new AsyncLocalStorage<string>();
    const bound = theirs.run('at bind', () => bind(() => theirs.getStore()));
    expect(theirs.run('at call', bound)).toBe('at bind');
    expect(
      theirs.run(
        'at call',
        bind(() => 'nothing'),
      ),
    ).toBe('nothing');
    const unset = bind(() => theirs.getStore());
    expect(theirs.run('at call', unset)).toBeUndefined();
  });

  test('leaves the AsyncLocalStorage of others as it is at the call, with a context', () => {
    const theirs = new AsyncLocalStorage<string>();
    const context = new Context();
    const both = theirs.run('at bind', () => [
      bind(() => theirs.getStore(), context),
      context.bind(() => theirs.getStore()),
    ]);
    for (const bound of both) expect(theirs.run('at call', bound)).toBe('at call');
  });

  test('gives 100 callbacks of a connection that requests share their own context and their own span', async () => {
    const spans = new AsyncLocalStorage<string>();
    const waiting: (() => void)[] = [];
    let isConnected = false;
    // As a pool does: the first request starts the timer, and all callbacks run in its context.
    const query = (done: () => void): void => {
      waiting.push(done);
      if (isConnected) return;
      isConnected = true;
      setImmediate(() => waiting.splice(0).forEach((each) => each()));
    };
    const seen = await Promise.all(
      Array.from({ length: 100 }, async (_, index) =>
        spans.run(`span ${index}`, () =>
          new Context({ parent: null }).run(
            async () =>
              await new Promise<unknown>((resolve) => {
                request.id = `id ${index}`;
                query(bind(() => resolve([request.id, spans.getStore()])));
              }),
          ),
        ),
      ),
    );
    expect(seen).toEqual(seen.map((_, index) => [`id ${index}`, `span ${index}`]));
  });

  test('brings back the values of Local.with', () => {
    const local = new Local({ name: 'plain' });
    new Context().run(() => {
      const bound = Local.with(local, { name: 'with' }, () => bind(() => local.name));
      expect([local.name, bound(), new Context({ parent: null }).run(bound)]).toEqual([
        'plain',
        'with',
        'with',
      ]);
    });
  });

  test('refuses what is not a function, or not a context', () => {
    expect(() => bind(turn() as never)).toThrow(
      'Expected `fn` to be a function, got a promise; it has already started: pass the function that makes it',
    );
    expect(() => bind(currentId, {} as never)).toThrow(
      'Expected `context` to be a Context, got an object',
    );
  });
});

describe('bindEmitter', () => {
  test('runs each listener in the context it was added in', { tags: 'outside' }, () => {
    const emitter = new EventEmitter();
    bindEmitter(emitter);
    const seen: string[] = [];
    const add = (
      id: string,
      method: 'on' | 'once' | 'addListener' | 'prependListener' | 'prependOnceListener',
    ) => inRequest(id, () => emitter[method]('event', () => seen.push(currentId())));
    add('a', 'on');
    add('b', 'once');
    add('c', 'addListener');
    emitter.on('event', () => seen.push(currentId()));
    add('d', 'prependListener');
    add('e', 'prependOnceListener');
    inRequest('emitter', () => emitter.emit('event'));
    expect(seen).toEqual(['e', 'd', 'a', 'b', 'c', 'none']);
    seen.length = 0;
    inRequest('emitter', () => emitter.emit('event'));
    expect(seen).toEqual(['d', 'a', 'c', 'none']);
  });

  test('leaves the listeners that were there before as they are', () => {
    const emitter = new EventEmitter();
    const seen: string[] = [];
    inRequest('a', () => emitter.on('event', () => seen.push(currentId())));
    bindEmitter(emitter);
    inRequest('emitter', () => emitter.emit('event'));
    expect(seen).toEqual(['emitter']);
  });

  test('binds once, and can be undone', () => {
    const emitter = new EventEmitter();
    const own = (event: string): EventEmitter => emitter.addListener(event, () => undefined);
    Object.defineProperty(emitter, 'off', {
      value: EventEmitter.prototype.off,
      writable: true,
      configurable: true,
    });
    const keys = Reflect.ownKeys(emitter);
    const undo = bindEmitter(emitter);
    expect(bindEmitter(emitter)).toBe(undo);
    const seen: string[] = [];
    const listener = (): number => seen.push(currentId());
    inRequest('a', () => emitter.on('event', listener));
    undo();
    undo();
    expect(Reflect.ownKeys(emitter)).toEqual(keys);
    expect(Object.getOwnPropertyDescriptor(emitter, 'off')?.value).toBe(EventEmitter.prototype.off);
    inRequest('b', () => emitter.on('event', () => seen.push(currentId())));
    inRequest('emitter', () => emitter.emit('event'));
    expect(seen).toEqual(['a', 'emitter']);
    emitter.off('event', listener);
    expect(emitter.listenerCount('event')).toBe(1);
    expect(own('other')).toBe(emitter);
    const again = bindEmitter(emitter);
    expect(again).not.toBe(undo);
    undo();
    expect(bindEmitter(emitter)).toBe(again);
    expect(Reflect.ownKeys(emitter)).not.toEqual(keys);
  });

  test('keeps `this`, arguments and return values of the emitter', () => {
    const emitter = new EventEmitter();
    bindEmitter(emitter);
    const seen: unknown[] = [];
    const chained = emitter.once('event', function (this: unknown, ...args: unknown[]) {
      seen.push(this, ...args);
    });
    expect(chained).toBe(emitter);
    expect(emitter.emit('event', 1, 2)).toBe(true);
    expect(emitter.emit('event')).toBe(false);
    expect(seen).toEqual([emitter, 1, 2]);
  });

  test('runs a `once` listener once, also when the event is emitted inside it', () => {
    const emitter = new EventEmitter();
    bindEmitter(emitter);
    let runs = 0;
    emitter.once('event', () => {
      runs += 1;
      emitter.emit('event');
    });
    const [raw] = emitter.rawListeners('event') as (() => void)[];
    emitter.emit('event');
    raw?.();
    expect(runs).toBe(1);
  });

  test('works for streams, and for `events.once`', async () => {
    const stream = Readable.from(['x']);
    bindEmitter(stream);
    const seen: string[] = [];
    inRequest('a', () => stream.on('data', () => seen.push(currentId())));
    await inRequest('b', async () => {
      await once(stream, 'end');
      seen.push(currentId());
    });
    expect(seen).toEqual(['a', 'b']);
  });

  test('works where a method of a subclass passes its listener on to another', () => {
    class Forwarding extends EventEmitter {
      override on(event: string, listener: () => void): this {
        return this.addListener(event, listener);
      }
    }
    const emitter = new Forwarding();
    bindEmitter(emitter);
    const seen: string[] = [];
    const listener = (): number => seen.push(currentId());
    inRequest('a', () => emitter.on('event', listener));
    inRequest('b', () => emitter.once('event', listener));
    expect(emitter.listeners('event')).toEqual([listener, listener]);
    inRequest('emitter', () => emitter.emit('event'));
    expect(seen).toEqual(['a', 'b']);
    emitter.off('event', listener);
    expect(emitter.listenerCount('event')).toBe(0);
  });

  test('recognises a raw listener that is added again', () => {
    const emitter = new EventEmitter();
    bindEmitter(emitter);
    const seen: string[] = [];
    const listener = (): number => seen.push(currentId());
    inRequest('a', () => emitter.once('event', listener));
    inRequest('b', () => emitter.on('other', emitter.rawListeners('event')[0] as () => void));
    expect(emitter.listeners('other')).toEqual([listener]);
    inRequest('emitter', () => emitter.emit('other'));
    expect(seen).toEqual(['a']);
    expect(emitter.listenerCount('event')).toBe(0);
  });

  test('lets the emitter refuse a listener', () => {
    const emitter = new EventEmitter();
    bindEmitter(emitter);
    for (const method of ['on', 'once', 'prependListener', 'prependOnceListener', 'off'] as const) {
      expect(() => emitter[method]('event', 'x' as never)).toThrow(
        /The "listener" argument must be of type function/,
      );
    }
  });

  test('behaves as a plain emitter does, under any sequence of operations', () => {
    const events = ['one', 'two', 'newListener', 'removeListener', Symbol.for('three')];
    const adding = ['on', 'addListener', 'once', 'prependListener', 'prependOnceListener'] as const;
    const event = fc.constantFrom(...events);
    const listener = fc.integer({ min: 0, max: 3 });
    const operation = fc.oneof(
      { weight: 5, arbitrary: fc.tuple(fc.constantFrom(...adding), event, listener) },
      {
        weight: 3,
        arbitrary: fc.tuple(
          fc.constantFrom('off' as const, 'removeListener' as const),
          event,
          listener,
        ),
      },
      { weight: 3, arbitrary: fc.tuple(fc.constant('emit' as const), event, listener) },
      {
        weight: 1,
        arbitrary: fc.tuple(fc.constant('removeAllListeners' as const), event, listener),
      },
      { weight: 1, arbitrary: fc.tuple(fc.constant('removeEverything' as const), event, listener) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('callRaw' as const), event, listener) },
    );
    type Operation = typeof operation extends fc.Arbitrary<infer Value> ? Value : never;

    /** Everything that can be observed of an emitter while `operations` are done to it. */
    const observe = (emitter: EventEmitter, operations: readonly Operation[]): unknown[] => {
      const log: unknown[] = [];
      const nameOf = (fn: unknown): unknown => {
        const { listener: inner } = fn as { listener?: unknown };
        return inner === undefined
          ? listeners.indexOf(fn as Listener)
          : `once ${nameOf(inner) as string}`;
      };
      type Listener = (this: unknown, ...args: unknown[]) => void;
      let depth = 0;
      emitter.setMaxListeners(0);
      const listeners: Listener[] = [0, 1, 2, 3].map(
        (index): Listener =>
          function (...args) {
            log.push([
              index,
              this === emitter,
              ...args.map((arg) => (typeof arg === 'function' ? nameOf(arg) : arg)),
            ]);
            // Some change the listeners while they are called, but not forever.
            if (depth > 2) return;
            depth += 1;
            if (index === 1) emitter.off('one', listeners[1] as Listener);
            if (index === 2) emitter.removeAllListeners('two');
            if (index === 3) emitter.once('two', listeners[0] as Listener);
            depth -= 1;
          },
      );
      for (const [method, name, index] of operations) {
        const fn = listeners[index] as Listener;
        // Node's own `removeAllListeners` fails where a `removeListener` listener removes more.
        try {
          if (method === 'emit') log.push(emitter.emit(name, 'emitted', index));
          else if (method === 'removeAllListeners') emitter.removeAllListeners(name);
          else if (method === 'removeEverything') emitter.removeAllListeners();
          else if (method === 'callRaw')
            (emitter.rawListeners(name)[index] as Listener | undefined)?.call(emitter, 'raw');
          else log.push(emitter[method](name, fn) === emitter);
        } catch (error) {
          log.push(String(error));
        }
        for (const each of events) {
          log.push(
            [emitter.listenerCount(each), emitter.listenerCount(each, fn)],
            emitter.listeners(each).map(nameOf),
            emitter.rawListeners(each).map(nameOf),
          );
        }
        log.push(emitter.eventNames());
      }
      return log;
    };

    fc.assert(
      fc.property(fc.array(operation, { maxLength: 20 }), (operations) => {
        const emitter = new EventEmitter();
        bindEmitter(emitter);
        expect(inRequest('a', () => observe(emitter, operations))).toEqual(
          observe(new EventEmitter(), operations),
        );
      }),
      { numRuns: runsOf(5_000) },
    );
  });
});

describe('wrapGenerator', () => {
  test('keeps the context that each generator was created in, wherever its values are taken', () => {
    const ids = wrapGenerator(function* (prefix: string): Generator<string, string, string> {
      const sent = yield prefix + currentId();
      yield sent + currentId();
      return `end ${currentId()}`;
    });
    const [a, b] = ['a', 'b'].map((id) => inRequest(id, () => ids('is ')));
    inRequest('consumer', () => {
      expect(a?.next('')).toEqual({ value: 'is a', done: false });
      expect(b?.next('')).toEqual({ value: 'is b', done: false });
      expect(a?.next('sent ')).toEqual({ value: 'sent a', done: false });
      expect(a?.next('')).toEqual({ value: 'end a', done: true });
      expect(currentId()).toBe('consumer');
      expect([...(b ?? [])]).toEqual(['undefinedb']);
    });
  });

  test('runs `finally` in it, and takes a throw', () => {
    const seen: string[] = [];
    const ids = wrapGenerator(function* (): Generator<number, void, void> {
      try {
        yield 1;
      } catch (error) {
        seen.push(String(error), currentId());
        yield 2;
      } finally {
        seen.push(`finally ${currentId()}`);
      }
    });
    const generator = inRequest('a', () => ids());
    generator.next();
    expect(generator.throw('thrown')).toEqual({ value: 2, done: false });
    expect(generator.return()).toEqual({ value: undefined, done: true });
    expect(seen).toEqual(['thrown', 'a', 'finally a']);
  });

  test('works for async generators, and keeps `this`, name and length', async () => {
    const owner = {
      id: 'owner',
      ids: wrapGenerator(async function* named(
        this: { id: string },
        _count: number,
      ): AsyncGenerator<string, void, void> {
        yield this.id;
        await turn();
        yield currentId();
      }),
    };
    const generator = inRequest('a', () => owner.ids(1));
    const values: string[] = [];
    await inRequest('consumer', async () => {
      for await (const value of generator) values.push(value, currentId());
    });
    expect(values).toEqual(['owner', 'consumer', 'a', 'consumer']);
    expect(owner.ids.name).toBe('named');
    expect(owner.ids).toHaveLength(1);
    expect(Object.prototype.toString.call(generator)).toBe('[object AsyncGenerator]');
  });

  test('refuses what is not a generator function', () => {
    function* numbers(): Generator<number, void, never> {
      yield 1;
    }
    expect(() => wrapGenerator(numbers() as never)).toThrow(
      'Expected `fn` to be a generator function, got an object; wrap the function that makes it',
    );
    expect(() => wrapGenerator(currentId as never)).toThrow(
      'Expected `fn` to be a generator function, got a function',
    );
  });
});

describe('wrapAsyncIterable', () => {
  test('takes the values in the context it was wrapped in', async () => {
    const seen: string[] = [];
    async function* ids(): AsyncGenerator<string> {
      try {
        yield currentId();
        await turn();
        yield currentId();
      } finally {
        seen.push(`finally ${currentId()}`);
      }
    }
    const iterable = inRequest('a', () => wrapAsyncIterable(ids()));
    await inRequest('consumer', async () => {
      for await (const value of iterable) {
        seen.push(value, currentId());
        if (seen.length === 4) break;
      }
    });
    expect(seen).toEqual(['a', 'consumer', 'a', 'consumer', 'finally a']);
  });

  test('makes its iterator in the context it was wrapped in', async () => {
    const seen: string[] = [];
    const iterable = {
      [Symbol.asyncIterator]() {
        seen.push(currentId());
        return { next: () => Promise.resolve({ value: undefined, done: true }) };
      },
    };
    const wrapped = inRequest('a', () => wrapAsyncIterable(iterable));
    for await (const value of inRequest('consumer', () => wrapped)) seen.push(String(value));
    inRequest('consumer', () => wrapped[Symbol.asyncIterator]());
    expect(seen).toEqual(['a', 'a']);
  });

  test('passes on an iterator that has nothing but `next`', async () => {
    let left = 2;
    const iterable = {
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.resolve({ value: currentId(), done: left-- === 0 }),
      }),
    };
    const wrapped = inRequest('a', () => wrapAsyncIterable(iterable));
    expect(wrapped[Symbol.asyncIterator]().return).toBeUndefined();
    const values: string[] = [];
    for await (const value of wrapped) values.push(value);
    expect(values).toEqual(['a', 'a']);
  });

  test('refuses what is not an async iterable', () => {
    expect(() => wrapAsyncIterable([1] as never)).toThrow(
      'Expected `iterable` to be an async iterable, got an array',
    );
    expect(() => wrapAsyncIterable(null as never)).toThrow(
      'Expected `iterable` to be an async iterable, got `null`',
    );
  });
});

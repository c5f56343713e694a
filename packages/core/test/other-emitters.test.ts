import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import { EventEmitter2 } from 'eventemitter2';
import { EventEmitter as EventEmitter3 } from 'eventemitter3';
import { Cluster, Redis } from 'ioredis';
import knex from 'knex';
import { describe, expect, onTestFinished, test } from 'vitest';
import { bind, bindEmitter, Context, request } from '@aiolocals/core';

const require = createRequire(import.meta.url);
const EventsPackage = require('events-package') as typeof EventEmitter;
const mitt = require('mitt') as () => Simple;

type Emitter = Pick<
  EventEmitter,
  'on' | 'once' | 'prependListener' | 'off' | 'emit' | 'listeners' | 'listenerCount'
>;

/** What emitters of all kinds have. */
interface Simple {
  on(event: string, fn: () => void): unknown;
  off(event: string, fn: () => void): unknown;
  emit(event: string): unknown;
}

const inRequest = <Result>(id: string, fn: () => Result): Result =>
  new Context({ parent: null }).run(() => {
    request.id = id;
    return fn();
  });

/** An emitter that took the methods of Node's over without its class, and keeps its own state. */
function mixin(): Emitter {
  const target = Object.assign((): void => undefined, EventEmitter.prototype);
  EventEmitter.call(target as never);
  return target;
}

function redis(): Emitter {
  const client = new Redis({ lazyConnect: true });
  onTestFinished(() => client.disconnect());
  return client;
}

function cluster(): Emitter {
  const client = new Cluster([{ port: 1 }], { lazyConnect: true });
  onTestFinished(() => client.disconnect());
  return client;
}

describe.each<[string, () => Emitter]>([
  ['a client of ioredis', redis],
  ['a cluster of ioredis', cluster],
  ['knex', () => knex({ client: knex.Client })],
  ['an emitter of the package `events`', () => new EventsPackage()],
  ['a function with the methods of an EventEmitter', mixin],
  [
    'an EventEmitter behind a Proxy',
    () => new Proxy(new EventEmitter(), { getPrototypeOf: () => Object.prototype }),
  ],
])('%s', (_name, make) => {
  test('runs each listener in the context it was added in', { tags: 'outside' }, () => {
    const emitter = make();
    expect(emitter instanceof EventEmitter).toBe(false);
    bindEmitter(emitter as EventEmitter);
    const seen: string[] = [];
    const listener = (value: string): number => seen.push(`${request.id} ${value}`);
    inRequest('a', () => emitter.on('event', listener));
    inRequest('b', () => emitter.once('event', listener));
    inRequest('c', () => emitter.prependListener('event', listener));
    expect(emitter.listeners('event')).toEqual([listener, listener, listener]);
    inRequest('emitter', () => emitter.emit('event', 'first'));
    expect(seen).toEqual(['c first', 'a first', 'b first']);
    emitter.off('event', listener).off('event', listener);
    expect(emitter.listenerCount('event')).toBe(0);
  });

  test('is as before when it is undone', () => {
    const emitter = make();
    const before = emitter.on;
    const keys = Reflect.ownKeys(emitter);
    const undo = bindEmitter(emitter as EventEmitter);
    expect(emitter.on).not.toBe(before);
    undo();
    expect(emitter.on).toBe(before);
    expect(Reflect.ownKeys(emitter)).toEqual(keys);
  });
});

test('a bound emitter leaves one that copied its methods, or inherits from it, to itself', () => {
  const emitter = new EventEmitter();
  bindEmitter(emitter);
  const names = ['on', 'once', 'prependOnceListener', 'rawListeners'] as const;
  const copy = Object.assign(
    new EventEmitter(),
    Object.fromEntries(names.map((name) => [name, emitter[name]])),
  );
  const heir = Object.create(emitter) as EventEmitter;
  EventEmitter.call(heir as never);
  const seen: string[] = [];
  for (const [index, each] of [copy, heir].entries()) {
    inRequest('a', () => each.on('event', () => seen.push(`on ${index}`)));
    inRequest('a', () => each.once('event', () => seen.push(`once ${index}`)));
    expect([each.rawListeners('event').length, emitter.listenerCount('event')]).toEqual([2, 0]);
    each.emit('event');
    expect(each.listenerCount('event')).toBe(1);
  }
  expect(seen).toEqual(['on 0', 'once 0', 'on 1', 'once 1']);
});

describe('what is not an EventEmitter is refused with the remedy', () => {
  const what = 'Expected `emitter` to be an EventEmitter, or to have all of its methods, got';
  const remedy = 'give it `bind(listener)` for each listener instead';

  test.each<[string, unknown, string]>([
    [
      'eventemitter2',
      new EventEmitter2(),
      `${what} an object; it has no \`rawListeners\`: ${remedy}`,
    ],
    [
      'eventemitter3',
      new EventEmitter3(),
      `${what} an object; it has no \`prependListener\`, \`prependOnceListener\`, \`rawListeners\`: ${remedy}`,
    ],
    [
      'mitt',
      mitt(),
      `${what} an object; it has no \`addListener\`, \`prependListener\`, \`once\`, \`prependOnceListener\`, ` +
        `\`removeListener\`, \`rawListeners\`: ${remedy}`,
    ],
    [
      'an EventTarget',
      new EventTarget(),
      `${what} an object; it has no \`on\`, \`addListener\`, \`prependListener\`, \`once\`, \`prependOnceListener\`, ` +
        `\`off\`, \`removeListener\`, \`rawListeners\`: ${remedy}`,
    ],
    [
      'a frozen EventEmitter',
      Object.freeze(new EventEmitter()),
      `Expected \`emitter\` to be extensible, got an object; it is sealed or frozen: ${remedy}`,
    ],
    ['undefined', undefined, `${what} \`undefined\``],
    ['null', null, `${what} \`null\``],
    ['the name of an event', 'connect', `${what} \`'connect'\` (string)`],
    [
      'an object of another realm without methods',
      runInNewContext('Object.create(null)'),
      `${what} an object; it has no \`on\`, \`addListener\`, \`prependListener\`, \`once\`, \`prependOnceListener\`, ` +
        `\`off\`, \`removeListener\`, \`rawListeners\`: ${remedy}`,
    ],
  ])('%s', (_name, emitter, message) => {
    expect(() => bindEmitter(emitter as EventEmitter)).toThrow(new TypeError(message));
  });

  const eventTarget = (): Simple => {
    const target = new EventTarget();
    return {
      on: (event, fn) => target.addEventListener(event, fn),
      off: (event, fn) => target.removeEventListener(event, fn),
      emit: (event) => target.dispatchEvent(new Event(event)),
    };
  };

  test.each<[string, Simple]>([
    ['eventemitter2', new EventEmitter2()],
    ['eventemitter3', new EventEmitter3()],
    ['mitt', mitt()],
    ['an EventTarget', eventTarget()],
  ])('with %s, `bind(listener)` keeps the context, and can be removed again', (_name, emitter) => {
    const seen: string[] = [];
    const listeners = ['a', 'b'].map((id) =>
      inRequest(id, () => bind(() => seen.push(request.id))),
    );
    for (const listener of listeners) emitter.on('event', listener);
    inRequest('emitter', () => emitter.emit('event'));
    expect(seen).toEqual(['a', 'b']);
    for (const listener of listeners) emitter.off('event', listener);
    inRequest('emitter', () => emitter.emit('event'));
    expect(seen).toEqual(['a', 'b']);
  });
});

import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import {
  bindEmitter,
  Context,
  jobContext,
  Local,
  NoContextError,
  request,
  wrapAsync,
} from '@aiolocals/core';
import { contextFrom, setBaseContext, spawnWith } from '@aiolocals/core/carrier';
import { bindServer } from '@aiolocals/core/http';
import { inheritedBy } from '../../src/internal/travel/base-context.js';
import { listen } from '../http/support/serve.js';

const key = 'aiolocals.base/1';

afterEach(() => setBaseContext(undefined));

describe('the base context of a thread', () => {
  test('is current wherever nothing else is', async () => {
    const base = contextFrom(['aiolocals.request', 2, 'id', 'base']);
    setBaseContext(base);
    expect([Context.current(), request.id]).toEqual([base, 'base']);
    expect(await Promise.resolve().then(() => request.id)).toBe('base');
    expect(new Context({ parent: null }).run(() => request.id)).toBe('');
    expect(Context.exit(() => Local.peek(request))).toBeUndefined();
    expect(new Context().run(() => request.id)).toBe('base');
  });

  test('is open, so that its cancellation reaches children', () => {
    const base = contextFrom([]);
    setBaseContext(base);
    const child = new Context();
    base.cancel('enough');
    expect([base.closed, child.cancelled]).toEqual([false, true]);
  });

  test('is not that of the connections to a server that has been bound', async () => {
    setBaseContext(contextFrom([]));
    const server = createServer((_req, res) => void res.end());
    bindServer(server);
    const seen: unknown[] = [];
    server.on('connection', () => seen.push(Context.current()));
    const { url } = await listen(server);
    await fetch(url);
    expect(seen).toEqual([undefined]);
  });

  test('can be taken away', () => {
    setBaseContext(contextFrom([]));
    setBaseContext(undefined);
    expect(() => request.id).toThrow(NoContextError);
    expect(() => setBaseContext({} as never)).toThrow('Expected `context` to be a Context');
  });
});

describe('spawnWith', () => {
  const handed = (): { addressee: Int32Array } => getEnvironmentData(key) as never;

  test('hands over for the time of the call alone, and names the thread', () => {
    let data = handed();
    const thread = spawnWith({ ident: 'REQ1/1', snapshot: [] }, () => {
      data = handed();
      expect(data).toMatchObject({ ident: 'REQ1/1', snapshot: [] });
      return { threadId: 7 };
    });
    expect([thread.threadId, data.addressee[0], handed()]).toEqual([7, 7, undefined]);
  });

  test('addresses nobody if there is no thread, and leaves what was there', () => {
    setEnvironmentData(key, 'outer');
    let data = handed();
    const spawn = (): never => {
      data = handed();
      throw new RangeError('no thread');
    };
    expect(() => spawnWith({ ident: 'REQ1/1', snapshot: [] }, spawn)).toThrow('no thread');
    expect([data.addressee[0], getEnvironmentData(key)]).toEqual([-1, 'outer']);
    setEnvironmentData(key, undefined);
    expect(() => spawnWith({ ident: '', snapshot: [] }, 1 as never)).toThrow(
      'Expected `spawn` to be a function, got `1`',
    );
  });
});

describe('a thread', () => {
  const spawned = (threadId: number, at: number): Context | undefined => {
    let handover: Parameters<typeof setEnvironmentData>[1];
    const snapshot = ['aiolocals.request', 2, 'id', 'a1'];
    spawnWith({ ident: 'REQ1/1', snapshot }, () => {
      handover = getEnvironmentData(key);
      return { threadId };
    });
    setEnvironmentData(key, handover);
    const inherited = inheritedBy(at);
    setEnvironmentData(key, undefined);
    return inherited;
  };

  test('inherits what it was spawned with, open', () => {
    const base = spawned(7, 7);
    expect([base?.ident, base?.closed]).toEqual(['REQ1/1', false]);
    expect(base?.enter(() => request.id)).toBe('a1');
    const child = base?.enter(() => new Context());
    base?.cancel('the thread ends');
    expect(child?.cancelled).toBe(true);
  });

  test('inherits nothing that is for the thread that spawned it', () => {
    expect(spawned(7, 8)).toBeUndefined();
  });

  test('inherits nothing if it was given nothing, and the main thread never does', () => {
    expect([inheritedBy(7), spawned(7, 0)]).toEqual([undefined, undefined]);
  });

  describe('has no base context, which a warning says, if what it was given', () => {
    const addressee = new Int32Array(new SharedArrayBuffer(4)).fill(7);
    const whole = { version: 1, ident: 'REQ1/1', snapshot: [], addressee };
    const warned = async (handover: unknown): Promise<string> => {
      setEnvironmentData(key, handover as never);
      const warning = once(process, 'warning') as Promise<(Error & { code: string })[]>;
      expect(inheritedBy(7)).toBeUndefined();
      setEnvironmentData(key, undefined);
      const [given] = await warning;
      expect([given?.name, given?.code]).toEqual(['AiolocalsWarning', 'AIOLOCALS_BASE_REFUSED']);
      return given?.message ?? '';
    };

    test('is of another version', async () => {
      const { version: _, ...unversioned } = whole;
      expect(await warned({ ...whole, version: 2 })).toBe(
        'Cannot read the base context of this thread, which starts without one: it is of version 2, and this one ' +
          'reads 1; install the version of @aiolocals/core here that is installed where the thread was spawned',
      );
      expect(await warned(unversioned)).toContain('it is of version undefined');
    });

    test('is damaged', async () => {
      expect(await warned({ ...whole, snapshot: ['key', 1, 'odd'] })).toContain(
        'Expected `snapshot` to be what `takeSnapshot` returned',
      );
      expect(await warned({ ...whole, ident: '' })).toContain('Expected `ident` to be');
      const foreign = [null, 'carrier', {}, { ...whole, addressee: new Int32Array(1) }];
      for (const handover of foreign) {
        expect(await warned(handover)).toContain('it is not what `spawnWith` hands over');
      }
    });

    test('and not if it is for another thread: there is nothing to warn of', async () => {
      const warnings: string[] = [];
      const keep = ({ message }: Error): unknown => warnings.push(message);
      process.on('warning', keep);
      setEnvironmentData(key, { ...whole, version: 2 });
      expect(inheritedBy(8)).toBeUndefined();
      setEnvironmentData(key, undefined);
      await new Promise(setImmediate);
      process.off('warning', keep);
      expect(warnings).toEqual([]);
    });
  });
});

test('the base context of a thread is current wherever nothing else is', async () => {
  const base = new Context({ parent: null });
  base.enter(() => {
    request.id = 'base';
  });
  setBaseContext(base);
  expect(Context.current()).toBe(base);
  expect(request.id).toBe('base');
  await new Promise((resolve) => setImmediate(resolve));
  expect(new Context().run(() => request.id)).toBe('base');
  expect(await wrapAsync(() => request.id)).toBe('base');
});

test('listeners that were added in the base context run in it, in whatever context the event is emitted', () => {
  const base = contextFrom([], { ident: 'base' });
  setBaseContext(base);
  const emitter = new EventEmitter();
  bindEmitter(emitter);
  const seen: unknown[] = [];
  emitter.on('event', () => seen.push(Context.current()));
  new Context({ parent: null }).run(() => emitter.emit('event'));
  expect(seen).toEqual([base]);
});

test('no name is special on an open Local in the base context', () => {
  const bag = new Local();
  const base = new Context({ parent: null });
  base.enter(() => Object.assign(bag, { then: 'a value' }));
  expect(bag['then']).toBeUndefined();
  setBaseContext(base);
  expect(bag['then']).toBe('a value');
});

test('what starts with empty state, or outside any context, does not see the base context', () => {
  const base = new Context({ parent: null });
  base.enter(() => {
    request.id = 'base';
  });
  setBaseContext(base);
  Context.exit(() => {
    expect(Context.current()).toBeUndefined();
    expect(() => request.id).toThrow(NoContextError);
  });
  expect(new Context({ parent: null }).run(() => request.id)).toBe('');
  expect(jobContext('job', () => request.id)).toMatch(/^JOB/);
});

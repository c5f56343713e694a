import { Context, Local, request } from '@aiolocals/core';
import { UncloneableError } from '@aiolocals/workers';
import { ContextPool } from '@aiolocals/workers/piscina';
import { beforeAll, afterAll, describe, expect, test } from 'vitest';
import { fixture, inContext } from './in-context.js';
import { bag, cart } from './pool-locals.js';

let pool: ContextPool<unknown, unknown>;
beforeAll(() => {
  const filename = fixture('pool.mjs').href;
  pool = new ContextPool({ filename, minThreads: 1, maxThreads: 1 });
});
afterAll(() => pool.destroy());

const seenIn = async (fill: () => void): Promise<Record<string, unknown>> =>
  inContext('a', async () => {
    fill();
    const { before } = (await pool.run(1)) as { before: { bag: Record<string, unknown> } };
    return before.bag;
  });

describe('the state of a task', () => {
  test.for<[string, unknown]>([
    ['text', 'ham "and" \n eggs'],
    ['half a character', '\u{D800}'],
    ['nothing', null],
    ['a truth', false],
    ['a number', 1e21],
    ['negative zero', -0],
    ['what is no number', Number.NaN],
    ['what has no end', -Infinity],
    ['what is not defined', undefined],
    ['a large integer', 12n],
    ['a date', new Date(7)],
    ['a list', [1, undefined, 3]],
    ['a map', new Map([['k', new Set([1])]])],
  ])('has %s as it is', async ([, value]) => {
    expect(await seenIn(() => (bag.value = value))).toStrictEqual({ value });
  });

  test.for<[string, (inner: unknown) => unknown]>([
    ['objects', (inner) => ({ inner })],
    ['lists', (inner) => [1, inner]],
    ['maps', (inner) => new Map([['inner', inner]])],
    ['keys of maps', (inner) => new Map([[inner, 1]])],
    ['sets', (inner) => new Set([inner])],
    ['causes', (cause) => new Error('spam', { cause })],
    ['links in a list', (inner) => ({ inner })],
  ])(
    'is refused, not lost, if it has %s one inside the other too often',
    async ([kind, around]) => {
      const nested = (times: number): unknown => {
        const levels: unknown[] = ['innermost'];
        for (let level = 0; level < times; level += 1) levels.push(around(levels.at(-1)));
        // The clone goes through the last of them first, and meets the others inside it.
        return kind === 'links in a list' ? levels.toReversed() : levels.at(-1);
      };
      await inContext('a', async () => {
        bag.value = nested(400);
        expect(await pool.run(1)).toMatchObject({ task: 1 });
        bag.value = nested(600);
        const refused = pool.run(1);
        await expect(refused).rejects.toThrow(UncloneableError);
        await expect(refused).rejects.toThrow(
          'Cannot send `value` of Local `test.pool.bag` to another thread: it is nested more than 500 times',
        );
      });
    },
  );

  test('may hold itself, and bytes', async () => {
    const value: Record<string, unknown> = { bytes: new Uint8Array([1, 2]), same: undefined };
    value['self'] = value;
    const { value: seen } = (await seenIn(() => (bag.value = value))) as {
      value: Record<string, unknown>;
    };
    expect(seen['self']).toBe(seen);
    expect(seen['bytes']).toEqual(new Uint8Array([1, 2]));
  });

  test('has a name that JavaScript itself uses', async () => {
    const seen = await seenIn(() => {
      bag['valueOf'] = 'c';
      bag['toString'] = 't';
    });
    expect({ ...seen }).toEqual({ valueOf: 'c', toString: 't' });
  });

  test('is that of now, not that of the task before, whatever has changed', async () => {
    const found: unknown[] = [];
    await inContext('a', async () => {
      const look = async (): Promise<void> => {
        const { before } = (await pool.run(1)) as { before: { bag: object | null; cart: object } };
        found.push([{ ...before.bag }, { ...before.cart }]);
      };
      bag.x = 1;
      await look();
      bag.x = '1';
      await look();
      bag.x = { deep: 1 };
      await look();
      (bag.x as { deep: number }).deep = 2;
      await look();
      delete bag.x;
      cart.count = 3;
      await look();
    });
    const none = { items: [], count: 0, kept: 'home' };
    expect(found).toEqual([
      [{ x: 1 }, none],
      [{ x: '1' }, none],
      [{ x: { deep: 1 } }, none],
      [{ x: { deep: 2 } }, none],
      [{}, { ...none, count: 3 }],
    ]);
  });

  test('is not that of another task which changes its own, though both were sent the same', async () => {
    const ids = Array.from({ length: 30 }, () => 'same');
    const long = 'long '.repeat(100);
    const results = await Promise.all(
      ids.map((id) =>
        inContext(id, () => {
          bag.long = long;
          return pool.run('x', { name: 'mix' });
        }),
      ),
    );
    expect(results).toEqual(
      ids.map(() => ({ found: ['same', 'same', 'x', 'x', 'same'], isClean: true })),
    );
  });

  test.for<[string, object]>([
    ['id and path', { id: 'a', path: '/a' }],
    ['an id alone', { id: 'b', path: '' }],
    ['a path alone', { id: '', path: '/c' }],
    ['neither', { id: '', path: '' }],
    ['an id that is no text', { id: 12, path: '/d' }],
    ['a path that is no text', { id: 'e', path: { deep: 1 } }],
  ])('has %s of its own request, and the rest as in the task before', async ([, own]) => {
    const taskOf = (state: object, rest: unknown): Promise<unknown> =>
      new Context({ parent: null }).run(() => {
        Object.assign(request, state);
        bag.value = rest;
        return pool.run(1);
      });
    const other = { id: 'other', path: '/other' };
    for (const rest of ['the same', { deep: 1 }]) {
      const seen = [await taskOf(other, rest), await taskOf(own, rest), await taskOf(other, rest)];
      expect(seen).toMatchObject(
        [other, own, other].map((state) => ({ before: { request: state, bag: { value: rest } } })),
      );
    }
  });

  test('holds no Local of the task before, whose state went on where this one ends', async () => {
    const seenWith = async (fill: () => void): Promise<unknown> =>
      new Context({ parent: null }).run(async () => {
        fill();
        const { before } = (await pool.run(1)) as { before: Record<string, object> };
        return [before['cart'], before['bag']];
      });
    const count = (): void => void (cart.count = 3);
    const both = (): void => {
      cart.count = 3;
      bag.x = 1;
    };
    const counted = { items: [], count: 3, kept: 'home' };
    expect([await seenWith(both), await seenWith(count), await seenWith(both)]).toEqual([
      [counted, { x: 1 }],
      [counted, {}],
      [counted, { x: 1 }],
    ]);
  });

  test('has what an application has declared of the request itself', async () => {
    const more = Local.for<{ shard: string }>('aiolocals.request', { shard: '' });
    const shards = ['s1', 's2'].map((shard) =>
      inContext('a', () => {
        more.shard = shard;
        return pool.run(1, { name: 'shard' });
      }),
    );
    expect(await Promise.all(shards)).toEqual(['s1', 's2']);
  });

  test('is kept for the next hop, also where no Local in the thread declares it', async () => {
    const strange = Local.for<{ a: number; b: string }>('test.state.strange', { a: 0, b: '' });
    const carriers = await inContext('a', async () => {
      strange.a = 1;
      const first = await pool.run(1, { name: 'capture' });
      strange.b = 'b';
      return [first, await pool.run(1, { name: 'capture' })];
    });
    const states = carriers.map((carrier) => (carrier as { state: unknown[] }).state);
    expect(states.map((state) => state.slice(state.indexOf('test.state.strange')))).toEqual([
      ['test.state.strange', 2, 'a', 1],
      ['test.state.strange', 4, 'a', 1, 'b', 'b'],
    ]);
  });

  test('does not stay in the thread: it has room for a few, not for all that ever came', async () => {
    const resourceLimits = { maxOldGenerationSizeMb: 24 };
    const filename = fixture('pool.mjs').href;
    const small = new ContextPool<unknown, unknown>({
      filename,
      minThreads: 1,
      maxThreads: 1,
      resourceLimits,
    });
    try {
      // Texts of 60 kB, and a few of 100 kB: more than 30 MB in all.
      for (let turn = 0; turn < 500; turn++) {
        const long = String(turn).padEnd(turn % 50 === 0 ? 100_000 : 60_000, 'x');
        const seen = await new Context({ parent: null }).run(() => {
          request.id = `r${turn}`;
          bag.long = long;
          return small.run('x', { name: 'mix' });
        });
        expect(seen).toMatchObject({ isClean: true });
      }
    } finally {
      await small.destroy();
    }
  });
});

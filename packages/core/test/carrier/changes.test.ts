import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Context, Local, request } from '@aiolocals/core';
import { applyChanges, type Changes, changesOf, recordChanges } from '@aiolocals/core/carrier';
import { flat } from './flat.js';

let keys = 0;
/** A key that no other test uses. */
const freshKey = (): string => `test.changes.${++keys}`;

/** What `fn` changes in a context whose state `before` made. */
function changesBy(fn: () => void, before: () => void = () => {}): Changes {
  return new Context({ parent: null }).run(() => {
    before();
    const context = new Context();
    recordChanges(context);
    context.run(fn);
    return structuredClone(changesOf(context));
  });
}

describe('the changes of a context', () => {
  test('are what was assigned and deleted in it, an equal value and a default among them', () => {
    const [declared, open] = [freshKey(), freshKey()];
    const local = Local.for<{ same: number; fresh: number; other: number }>(declared, {
      same: 0,
      fresh: 0,
      other: 0,
    });
    const bag = Local.for(open);
    const changes = changesBy(
      () => {
        request.id = 'a2';
        request.path = '/spam';
        local.same = 1;
        local.fresh = 0;
        bag['same'] = 1;
        bag['added'] = 2;
        delete bag['gone'];
        delete bag['never'];
        bag['added and gone'] = 3;
        delete bag['added and gone'];
      },
      () => {
        request.path = '/spam';
        local.same = 1;
        Object.assign(bag, { same: 1, gone: 1, other: 1 });
      },
    );
    expect(changes).toEqual({
      assigned: flat(
        ['aiolocals.request', 'id', 'a2', 'path', '/spam'],
        [declared, 'same', 1, 'fresh', 0],
        [open, 'same', 1, 'added', 2],
      ),
      deleted: [[open, 'gone', 'added and gone']],
    });
  });

  test('leave out those of its children, what happens inside of a value, and reads', () => {
    const local = Local.for<{ list: number[]; count: number }>(freshKey(), {
      list: () => [],
      count: 0,
    });
    const bag = Local.for(freshKey());
    const changes = changesBy(
      () => {
        new Context().run(() => {
          local.count = 1;
          bag['spam'] = 'child';
        });
        local.list.push(1);
        void bag['spam'];
      },
      () => (bag['spam'] = 'ham'),
    );
    expect(changes).toEqual({ assigned: [], deleted: [] });
  });

  test('stay apart from the children that are forked between them', () => {
    const key = freshKey();
    const bag = Local.for(key);
    const local = Local.for<{ count: number }>(`${key}.declared`, { count: 0 });
    const seen: unknown[] = [];
    const changes = changesBy(() => {
      for (let round = 1; round <= 3; round++) {
        bag['round'] = round;
        local.count = round;
        const child = new Context();
        bag['round'] = -round;
        local.count = -round;
        seen.push(child.run(() => [bag['round'], local.count]));
      }
    });
    expect(seen).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect(changes.assigned).toEqual(flat([key, 'round', -3], [`${key}.declared`, 'count', -3]));
  });

  test('leave out what may not travel, symbols and Locals without a key', () => {
    const unkeyed = new Local();
    const key = freshKey();
    const local = Local.for<{ user: string; token: string }>(
      key,
      { user: '', token: '' },
      { travels: ['user'] },
    );
    const bag = Local.for(freshKey(), undefined, { travels: false });
    const changes = changesBy(() => {
      unkeyed['spam'] = 'ham';
      Object.assign(local, { user: 'u1', token: 'secret' });
      (bag as Record<symbol, unknown>)[Symbol.for('spam')] = 'ham';
      bag['token'] = 'secret';
      delete bag['token'];
    });
    expect(changes).toEqual({ assigned: [key, 2, 'user', 'u1'], deleted: [] });
  });

  test('make another context what the recorded one became, of an open Local', () => {
    const bag = Local.for(freshKey());
    const name = fc.constantFrom('a', 'b', 'c', '__proto__');
    const step = fc.oneof(
      fc.tuple(fc.constant('set' as const), name, fc.nat(3)),
      fc.tuple(fc.constant('delete' as const), name),
      fc.tuple(fc.constant('fork' as const)),
    );
    const apply = (steps: [string, string?, number?][]): void => {
      for (const [kind, attribute = '', value] of steps) {
        if (kind === 'set') bag[attribute] = value;
        else if (kind === 'delete') delete bag[attribute];
        else new Context().run(() => (bag['a'] = 'child'));
      }
    };
    fc.assert(
      fc.property(fc.array(step), fc.array(step), (before, during) => {
        new Context({ parent: null }).run(() => {
          apply(before);
          const [recorded, other] = [new Context(), new Context()];
          recordChanges(recorded);
          const expected = recorded.run(() => {
            apply(during);
            return new Map(Object.entries(bag));
          });
          applyChanges(other, structuredClone(changesOf(recorded)));
          expect(other.run(() => new Map(Object.entries(bag)))).toEqual(expected);
        });
      }),
    );
  });
});

describe('changes that are applied', () => {
  test('count as made there, in that context alone', () => {
    const [declared, open] = [freshKey(), freshKey()];
    const local = Local.for<{ count: number; lazy: object }>(declared, { count: 0, lazy: Object });
    const bag = Local.for(open);
    new Context({ parent: null }).run(() => {
      bag['gone'] = 1;
      const child = new Context();
      applyChanges(Context.current() as Context, {
        assigned: flat(
          [declared, 'count', 2, 'lazy', null],
          [open, 'spam', 'ham'],
          ['aiolocals.request', 'id', 'a2', 'path', '/spam'],
        ),
        deleted: [
          [open, 'gone', 'never'],
          [declared, 'count'],
          ['test.changes.unknown', 'spam'],
        ],
      });
      expect({ ...bag, ...local, ...request }).toEqual({
        spam: 'ham',
        count: 2,
        lazy: null,
        id: 'a2',
        path: '/spam',
      });
      child.run(() => expect({ ...bag, count: local.count }).toEqual({ gone: 1, count: 0 }));
    });
  });

  test('are those that the policy here lets in', () => {
    const key = freshKey();
    const bag = Local.for(key, undefined, { travels: ['user'] });
    new Context({ parent: null }).run(() => {
      Object.assign(bag, { user: 'u1', token: 'secret' });
      applyChanges(Context.current() as Context, {
        assigned: [key, 4, 'user', 'u2', 'token', 'overwritten'],
        deleted: [[key, 'token']],
      });
      expect({ ...bag }).toEqual({ user: 'u2', token: 'secret' });
    });
  });

  test('reach a declaration that comes later', () => {
    const key = freshKey();
    new Context({ parent: null }).run(() => {
      applyChanges(Context.current() as Context, { assigned: [key, 2, 'count', 2], deleted: [] });
      expect(Local.for<{ count: number }>(key, { count: 0 }).count).toBe(2);
    });
  });

  test.for([
    [{ assigned: null, deleted: [] }, '`changes.assigned` to be what `takeSnapshot` returned'],
    [{ assigned: [], deleted: null }, '`changes.deleted` to be what `changesOf` returned'],
    [{ assigned: [], deleted: [[]] }, '`changes.deleted` to be what `changesOf` returned'],
    [{ assigned: [], deleted: [[1]] }, '`changes.deleted` to be what `changesOf` returned'],
    [{ assigned: [], deleted: [1] }, '`changes.deleted` to be what `changesOf` returned'],
  ] as const)('are refused if they are damaged: %j', ([damaged, sentence]) => {
    expect(() => applyChanges(new Context(), damaged as never)).toThrow(`Expected ${sentence}`);
  });

  test.for([
    ['recordChanges', recordChanges],
    ['changesOf', changesOf],
    ['applyChanges', applyChanges],
  ] as const)('are asked of a Context: %s', ([, fn]) => {
    expect(() => fn(null as never, { assigned: [], deleted: [] })).toThrow(
      'Expected `context` to be a Context, got `null`',
    );
  });
});

import { describe, expect, test } from 'vitest';
import { Local, request } from '@aiolocals/core';
import {
  changesOf,
  contextFromThread,
  recordChanges,
  takeThreadSnapshot,
  threadState,
} from '@aiolocals/core/carrier';
import { flat } from './flat.js';

let keys = 0;
/** A key that no other test uses. */
const freshKey = (): string => `test.thread-state.${++keys}`;
/** A first context takes the snapshot in itself, a second one makes what it shares with all later ones. */
const ROUNDS = [1, 2, 3, 4];

describe('contexts of one thread state', () => {
  test('each start with the state of the snapshot, and with their own request', () => {
    const [declared, open, unknown] = [freshKey(), freshKey(), freshKey()];
    Local.for<{ plan: string; seats: number }>(declared, { plan: 'free', seats: 1 });
    Local.for(open);
    const snapshot = flat([declared, 'plan', 'paid'], [open, 'a', 1], [unknown, 'b', 2]);
    const state = threadState(snapshot);
    for (const round of ROUNDS) {
      const context = contextFromThread(state, {}, { id: `a${round}`, path: undefined });
      expect(takeThreadSnapshot(context)).toEqual([
        ...flat(['aiolocals.request', 'id', `a${round}`]),
        ...snapshot,
      ]);
    }
  });

  test('share no assignment, no deletion and no value of a factory', () => {
    const declared = Local.for<{ plan: string; seen: string[] }>(freshKey(), {
      plan: 'free',
      seen: () => [],
    });
    const open = Local.for<Record<string, unknown>>(freshKey());
    const state = threadState(
      flat([Local.nameOf(declared), 'plan', 'paid'], [Local.nameOf(open), 'a', 1, 'b', 2]),
    );
    for (const round of ROUNDS) {
      contextFromThread(state, {}).run(() => {
        expect([declared.plan, declared.seen, { ...open }]).toEqual(['paid', [], { a: 1, b: 2 }]);
        declared.plan = `plan ${round}`;
        declared.seen.push('spam');
        open['c'] = round;
        delete open['a'];
        request.id = `own ${round}`;
        expect([declared.plan, declared.seen, { ...open }]).toEqual([
          `plan ${round}`,
          ['spam'],
          { b: 2, c: round },
        ]);
      });
    }
    expect(contextFromThread(state, {}).run(() => request.id)).toBe('');
  });

  test('record only what is changed in them', () => {
    const declared = Local.for<{ plan: string; seats: number }>(freshKey(), { plan: '', seats: 1 });
    const open = Local.for<Record<string, unknown>>(freshKey());
    const [key, bag] = [Local.nameOf(declared), Local.nameOf(open)];
    const state = threadState(flat([key, 'plan', 'paid'], [bag, 'a', 1, 'b', 2]));
    for (const round of ROUNDS) {
      const context = contextFromThread(state, {}, { id: 'a1', path: '/' });
      recordChanges(context);
      context.run(() => {
        declared.seats = round;
        open['c'] = round;
        delete open['b'];
      });
      expect(changesOf(context)).toEqual({
        assigned: flat([key, 'seats', round], [bag, 'c', round]),
        deleted: [[bag, 'b']],
      });
    }
  });

  test('have what is declared only after they were made', () => {
    const key = freshKey();
    const state = threadState([key, 4, 'a', 1, 'b', 2]);
    const contexts = ROUNDS.map(() => contextFromThread(state, {}));
    const local = Local.for<{ a: number; b: number }>(key, { a: 0, b: 0 });
    contexts.push(...ROUNDS.map(() => contextFromThread(state, {})));
    for (const context of contexts) {
      expect(context.run(() => [local.a, local.b++, local.b])).toEqual([1, 2, 3]);
    }
  });

  test('leave out what a policy keeps out from some time on', () => {
    const key = freshKey();
    const local = Local.for<{ role: string; token: string }>(key, { role: '', token: '' });
    const state = threadState([key, 4, 'role', 'cook', 'token', 'secret']);
    const seen = (): string[] => contextFromThread(state, {}).run(() => [local.role, local.token]);
    expect(ROUNDS.map(seen)).toEqual(ROUNDS.map(() => ['cook', 'secret']));
    Local.for(key, undefined, { travels: ['role'] });
    expect(ROUNDS.map(seen)).toEqual(ROUNDS.map(() => ['cook', '']));
  });
});

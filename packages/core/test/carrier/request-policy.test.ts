// A file of its own: the policy of `request` cannot be widened again.
import { expect, test } from 'vitest';
import { Local, request } from '@aiolocals/core';
import { contextFromThread } from '@aiolocals/core/carrier';

test('a context from a thread takes of a request what it is given', () => {
  const seen = (id: string | undefined, path: string | undefined): string[] =>
    contextFromThread([], {}, { id, path }).run(() => [request.id, request.path]);
  expect([seen('a1', undefined), seen(undefined, '/spam')]).toEqual([
    ['a1', ''],
    ['', '/spam'],
  ]);
});

test('a context from a thread takes of a request what its policy lets arrive', () => {
  const seen = (): string[] =>
    contextFromThread([], {}, { id: 'a1', path: '/spam' }).run(() => [request.id, request.path]);
  expect(seen()).toEqual(['a1', '/spam']);
  Local.for('aiolocals.request', undefined, { travels: ['path'] });
  expect(seen()).toEqual(['', '/spam']);
  Local.for('aiolocals.request', undefined, { travels: false });
  expect(seen()).toEqual(['', '']);
});

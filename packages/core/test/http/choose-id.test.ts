import { chooseId, requestPolicy } from '@aiolocals/core/http';
import { chooseId as chooseOnTheWeb } from '@aiolocals/core/web';
import { expect, test } from 'vitest';

const policy = requestPolicy({ header: 'X-Correlation-ID' });

test.each([
  [{ 'x-correlation-id': 'a1' }],
  [{ 'X-Correlation-ID': 'a1' }],
  [new Headers({ 'X-Correlation-Id': 'a1' })],
  [new Map([['x-correlation-id', 'a1']])],
])('chooseId takes the id from headers in any form: %o', (headers) => {
  expect(chooseId(policy, headers)).toBe('a1');
});

test.each([
  [{}],
  [new Headers()],
  [{ 'x-correlation-id': 'two words' }],
  [{ 'x-correlation-id': ['a1', 'a2'] }],
  [{ 'x-correlation-id': Buffer.from('a1') }],
  [{ 'x-request-id': 'a1' }],
])('chooseId makes one where there is none to accept: %o', (headers) => {
  expect(chooseId(policy, headers)).toMatch(/^REQ[0-9a-f]{20}$/);
});

test('chooseId asks the functions of the policy, with what it is given', () => {
  const message = { from: 'gateway' };
  const asking = requestPolicy({
    trust: (given) => (given as unknown) === message,
    validate: (id) => id.startsWith('a'),
    generate: (given) => `g-${Object.keys(given).join()}`,
  });
  expect(chooseId(asking, { 'x-request-id': 'a1' }, message)).toBe('a1');
  expect(chooseId(asking, { 'x-request-id': 'b1' }, message)).toBe('g-from');
  expect(chooseId(asking, { 'x-request-id': 'a1' })).toBe('g-headers');
  expect(chooseId(requestPolicy({ header: false }), { 'x-request-id': 'a1' })).toMatch(/^REQ/);
});

test('there is one chooseId', () => {
  expect(chooseOnTheWeb).toBe(chooseId);
});

import { Console } from 'node:console';
import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { Context, request } from '@aiolocals/core';
import { attachConsole, formatArgs } from '@aiolocals/lines';
import createDebug from 'debug';
import { afterEach, beforeEach, expect, test } from 'vitest';

// The clock that tells when a context ended is not that of fake timers.
const GRACE = 150;

beforeEach(() => Context.configure({ gracePeriod: GRACE }));
afterEach(() => Context.configure({ gracePeriod: 60_000 }));

/** A context that has ended, as a worker keeps it that a request started. */
function ended(): Context {
  const context = new Context({ parent: null });
  context.run(() => {
    request.id = 'a1';
    request.path = '/users';
  });
  return context;
}

test('a line of a console says how many seconds ago its context ended, beyond the grace period', async () => {
  const stream = new PassThrough({ encoding: 'utf8' });
  const console = new Console(stream);
  attachConsole({ console });
  const context = ended();
  context.enter(() => console.log('a straggler'));
  await delay(3 * GRACE);
  context.enter(() => console.log('job 7'));
  new Context().run(() => console.log('of an open one'));
  expect(String(stream.read()).split('\n')).toEqual([
    '[/users#a1] a straggler',
    expect.stringMatching(/^\[\/users#a1 late=\d+\] job 7$/),
    '[#] of an open one',
    '',
  ]);
});

test('a line of debug says it too', async () => {
  const lines: unknown[][] = [];
  const debug = createDebug('app:db');
  Object.assign(debug, { enabled: true, useColors: false });
  debug.log = (...args: unknown[]) => lines.push(args);
  createDebug.formatArgs = formatArgs(createDebug.formatArgs);
  const context = ended();
  await delay(3 * GRACE);
  context.enter(() => debug('job 7'));
  expect(lines.flat().join(' ')).toMatch(/ app:db \[\/users#a1 late=\d+\] job 7/);
});

test('a prefix of your own is told', async () => {
  const stream = new PassThrough({ encoding: 'utf8' });
  const console = new Console(stream);
  attachConsole({ console, prefix: ({ late }) => (late === undefined ? 'in time' : 'late') });
  const context = ended();
  context.enter(() => console.log(1));
  await delay(3 * GRACE);
  context.enter(() => console.log(2));
  expect(String(stream.read())).toBe('in time 1\nlate 2\n');
});

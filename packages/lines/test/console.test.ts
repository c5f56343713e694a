import { Console } from 'node:console';
import { on } from 'node:events';
import { Writable } from 'node:stream';
import { attachConsole } from '@aiolocals/lines';
import { expect, test } from 'vitest';
import { countWrong, inRequest, LINES, overlapping } from './support/overlapping.js';

/** A console of Node, and what it printed. */
function makeConsole(): { console: Console; lines: () => string[] } {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, callback) {
      text += String(chunk);
      callback();
    },
  });
  return {
    console: new Console(stream),
    lines: () => text.split('\n').slice(0, -1),
  };
}

test('none of 10,000 lines of overlapping requests has the prefix of another, or none', async () => {
  const { console, lines } = makeConsole();
  attachConsole({ console });
  await overlapping((line) => console.log(line));
  expect(lines()).toHaveLength(LINES);
  expect(countWrong(lines())).toBe(0);
});

/** Calls of a console, each with what it prints. */
const CALLS: readonly [string, (console: Console) => unknown][] = [
  ['a text', (console) => console.log('loaded')],
  ['a percent sign alone', (console) => console.log('100% of %d')],
  ['two percent signs', (console) => console.log('50%% off')],
  ['a format', (console) => console.info('loaded %d of %s', 3, 'users')],
  ['a format with more arguments', (console) => console.warn('%s', 'a', 'b', { c: 1 })],
  ['an object', (console) => console.log({ a: { b: { c: { d: 1 } } } }, 'then')],
  ['an error', (console) => console.error(Object.assign(new Error('no'), { stack: 'Error: no' }))],
  ['nothing', (console) => console.log()],
  ['numbers and symbols', (console) => console.debug(7, Symbol('s'), undefined, null)],
  ['a line break', (console) => console.log('one\ntwo')],
  ['an assertion', (console) => console.assert(false, 'broken %s', 'rule')],
  ['a count', (console) => console.count('visits')],
  ['a table', (console) => console.table([{ a: 1 }])],
  ['dirxml', (console) => console.dirxml({ a: 1 })],
];

test.each(CALLS)(
  'the prefix stands before the line, and nothing else changes: %s',
  (_name, call) => {
    const stock = makeConsole();
    const attached = makeConsole();
    attachConsole({ console: attached.console });
    expect(inRequest('a%sb', '/caf%c3%a9', () => call(attached.console))).toBe(call(stock.console));
    const [first = '', ...rest] = stock.lines();
    expect(attached.lines()).toEqual([`[/caf%c3%a9#a%sb] ${first}`, ...rest]);
  },
);

test.each(CALLS)('outside any context a line stays as it is: %s', (_name, call) => {
  const stock = makeConsole();
  const attached = makeConsole();
  attachConsole({ console: attached.console });
  call(stock.console);
  call(attached.console);
  expect(attached.lines()).toEqual(stock.lines());
});

test('`dir` and the indentation of a group stay as they are', () => {
  const { console, lines } = makeConsole();
  attachConsole({ console });
  inRequest('REQ7f', '/users', () => {
    console.group('outer');
    console.log('inner');
    console.groupEnd();
    console.dir({ a: 1 });
  });
  expect(lines()).toEqual(['[/users#REQ7f] outer', '  [/users#REQ7f] inner', '{ a: 1 }']);
});

test('the arguments of a call are not changed', () => {
  const { console } = makeConsole();
  attachConsole({ console });
  const args: [string, object] = ['%o', { a: 1 }];
  inRequest('REQ7f', '/users', () => console.log(...args));
  expect(args).toEqual(['%o', { a: 1 }]);
});

test('attaching twice prints one prefix, that of the last options', () => {
  const { console, lines } = makeConsole();
  attachConsole({ console });
  attachConsole({ console, prefix: ({ requestId }) => `<${requestId}>` });
  inRequest('REQ7f', '/users', () => console.log('once'));
  expect(lines()).toEqual(['<REQ7f> once']);
});

test('the returned function gives the console its own methods back', () => {
  const { console, lines } = makeConsole();
  const { log, warn } = console;
  const detach = attachConsole({ console });
  detach();
  detach();
  expect([console.log, console.warn]).toEqual([log, warn]);
  attachConsole({ console });
  inRequest('REQ7f', '/users', () => console.log('again'));
  expect(lines()).toEqual(['[/users#REQ7f] again']);
});

test('a method that somebody put over ours stays, and prints no prefix after the undo', () => {
  const { console, lines } = makeConsole();
  const detach = attachConsole({ console });
  const ours = console.log;
  const theirs = (...args: unknown[]): void => ours(...args, '(theirs)');
  console.log = theirs;
  detach();
  inRequest('REQ7f', '/users', () => console.log('line'));
  expect(console.log).toBe(theirs);
  expect(lines()).toEqual(['line (theirs)']);
});

test('a prefix cannot forge a line', () => {
  const { console, lines } = makeConsole();
  attachConsole({ console });
  inRequest('REQ7f', '/a\n[/b#REQ8] forged', () => console.log('line'));
  expect(lines()).toEqual([String.raw`[/a\n[/b#REQ8] forged#REQ7f] line`]);
});

test('a prefix that throws costs no line', () => {
  const { console, lines } = makeConsole();
  attachConsole({
    console,
    prefix: () => {
      throw new Error('no prefix');
    },
  });
  inRequest('REQ7f', '/users', () => console.log('line'));
  expect(lines()).toEqual(['line']);
});

test('a prefix that returns a promise costs no line, and no process if it rejects', async () => {
  const { console, lines } = makeConsole();
  attachConsole({
    console,
    prefix: (async () => await Promise.reject(new Error('no prefix'))) as never,
  });
  const warnings = on(process, 'warning') as AsyncIterable<[Error]>;
  inRequest('REQ7f', '/users', () => console.log('line'));
  expect(lines()).toEqual(['line']);
  // Those of other tests may still be on their way.
  for await (const [{ message }] of warnings) if (message.includes('a promise')) break;
});

test('without options it is the console of the process', () => {
  const { log } = globalThis.console;
  const detach = attachConsole();
  expect(globalThis.console.log).not.toBe(log);
  detach();
  expect(globalThis.console.log).toBe(log);
});

test.each([
  [{ prefx: String }, 'prefx'],
  [{ prefix: 'x' }, 'prefix'],
  [{ console: {} }, 'console'],
])('an option that does not exist or is of the wrong kind is refused: %j', (options, name) => {
  expect(() => attachConsole(options as never)).toThrow(
    expect.objectContaining({ name: 'TypeError', message: expect.stringContaining(name) }),
  );
});

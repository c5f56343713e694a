import { format } from 'node:util';
import { formatArgs } from '@aiolocals/lines';
import createDebug, { type Debug } from 'debug';
import { expect, test } from 'vitest';
import { countWrong, inRequest, LINES, overlapping } from './support/overlapping.js';

const stock = createDebug.formatArgs;

/** Returns a logger of `debug` that is on, and what it printed. */
function makeDebug(
  attached: boolean,
  useColors = false,
): { debug: createDebug.Debugger; lines: string[] } {
  (createDebug as Debug).formatArgs = attached ? formatArgs(stock) : stock;
  const lines: string[] = [];
  const debug = createDebug('app:db');
  debug.enabled = true;
  Object.assign(debug, { useColors });
  debug.log = (...args: unknown[]) => lines.push(format(...args));
  return { debug, lines };
}

/** The time is different for each line. */
function withoutTime(line: string | undefined): string | undefined {
  return line?.replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z /, '').replace(/\+\d+m?s/, '+0ms');
}

test('none of 10,000 lines of overlapping requests has the prefix of another, or none', async () => {
  const { debug, lines } = makeDebug(true);
  await overlapping((line) => debug(line));
  expect(lines).toHaveLength(LINES);
  expect(countWrong(lines)).toBe(0);
});

const CALLS: readonly [string, readonly [unknown, ...unknown[]]][] = [
  ['a text', ['connected']],
  ['a percent sign', ['100% of %d']],
  ['a format', ['%s has %d', 'cart', 3]],
  ['a format of debug', ['%o', { a: 1 }]],
  ['an object', [{ a: 1 }]],
  ['more arguments', ['a', 'b', { c: 1 }]],
  ['lines', ['one\ntwo']],
];

test.each(
  CALLS.flatMap(([name, args]) => [false, true].map((colors) => [name, colors, args] as const)),
)(
  'the prefix stands before the message, and nothing else changes: %s, colours %s',
  (_name, colors, args) => {
    const before = makeDebug(false, colors);
    before.debug(...args);
    const after = makeDebug(true, colors);
    inRequest('a%sb', '/caf%c3', () => after.debug(...args));
    const prefix = '[/caf%c3#a%sb] ';
    expect(after.lines[0]).toContain(prefix);
    expect(withoutTime(after.lines[0]?.replace(prefix, ''))).toBe(withoutTime(before.lines[0]));
  },
);

test('outside any context a line stays as it is', () => {
  const before = makeDebug(false);
  before.debug('%s', 'outside');
  const after = makeDebug(true);
  after.debug('%s', 'outside');
  expect(withoutTime(after.lines[0])).toBe(withoutTime(before.lines[0]));
});

test('formatArgs of formatArgs is the same, and the original is what undoes it', () => {
  const once = formatArgs(stock);
  expect(formatArgs(once)).toBe(once);
  const { debug, lines } = makeDebug(false);
  inRequest('REQ7f', '/users', () => debug('undone'));
  expect(lines[0]).not.toContain('REQ7f');
});

test('a prefix of your own stands in its place', () => {
  const { debug, lines } = makeDebug(true);
  (createDebug as Debug).formatArgs = formatArgs(stock, ({ requestId }) => `<${requestId}>`);
  inRequest('REQ7f', '/users', () => debug('line'));
  expect(withoutTime(lines[0])).toBe('app:db <REQ7f> line');
});

test('what is no function is refused', () => {
  expect(() => formatArgs('x' as never)).toThrow(TypeError);
});

import { expect, test } from 'vitest';
import winston from 'winston';
import { configured, parse } from './support/configured.js';

/** Logs one value, and returns what the line of it says. */
function shown(value: unknown): { line: string; value: unknown } {
  const { lines } = configured({ debug: false });
  winston.info('a', { value });
  const [entry] = parse(lines);
  return { line: lines[0] as string, value: entry?.value };
}

test('a text of a million characters is printed whole, and a longer one is cut and says so', () => {
  const whole = 'x'.repeat(1_000_000);
  expect(shown(whole).value).toBe(whole);
  expect(shown(`${whole}yz`).value).toBe(`${whole}… [2 more characters]`);
  const { lines } = configured({ debug: false });
  winston.info(`${whole}yz`);
  expect(parse(lines)).toMatchObject([{ message: `${whole}… [2 more characters]` }]);
});

test('the texts in one value have four million characters at most, together', () => {
  const texts = Array.from({ length: 6 }, () => 'x'.repeat(900_000));
  const { line, value } = shown(texts);
  expect(line.length).toBeLessThan(4_001_000);
  expect(value).toEqual([
    ...texts.slice(0, 4),
    `${'x'.repeat(400_000)}… [500000 more characters]`,
    '… [900000 more characters]',
  ]);
});

test('bytes are printed up to a hundred thousand', () => {
  const bytes = Buffer.alloc(100_003, 7);
  const expected = bytes.subarray(0, 100_000).toString('base64');
  expect(shown(bytes.subarray(0, 100_000)).value).toBe(expected);
  expect(shown(bytes).value).toBe(`${expected}… [3 more bytes]`);
});

test('a value that contains itself says so where it would begin again, and only there', () => {
  const object: Record<string, unknown> = { a: 1, list: [] as unknown[] };
  const twice = { b: 2 };
  object.self = object;
  (object.list as unknown[]).push(twice, object.list, twice);
  expect(shown(object).value).toEqual({
    a: 1,
    list: [{ b: 2 }, '[Circular]', { b: 2 }],
    self: '[Circular]',
  });
});

test('an error that is its own cause says so where it would begin again', () => {
  const error: Error = new Error('outer');
  error.cause = Object.assign(new Error('inner'), { outer: error });
  expect(shown(error).value).toMatchObject({
    message: 'outer',
    cause: { message: 'inner', outer: '[Circular]' },
  });
});

test('of errors that contain each other, a line has a hundred at most', () => {
  const errors = Array.from({ length: 6 }, (_, index) => new Error(`error ${index}`));
  for (const error of errors) Object.assign(error, { errors: errors.filter((e) => e !== error) });
  const { line } = shown(errors[0]);
  const { length } = line.match(/"message":"error \d"/g) ?? [];
  expect(length).toBeGreaterThan(50);
  expect(length).toBeLessThanOrEqual(100);
  expect(line).toContain('"[…]"');
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  'JSON has no %s, so it is printed as text, at any depth',
  (number) => {
    const { lines } = configured({ debug: false });
    winston.info('a', { number, nested: { number }, list: [number] });
    const text = String(number);
    expect(parse(lines)).toMatchObject([{ number: text, nested: { number: text }, list: [text] }]);
  },
);

test('lines whose fields have other names, in other places, have their own names', () => {
  const { lines } = configured({ debug: false });
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`n${index}`, index]));
  const long = 'x'.repeat(100);
  const metas = [{ '': 1 }, { a: 1, b: 2 }, { b: 1, a: 2 }, { '': 1, a: 2 }, { [long]: 1 }, many];
  const logged = [...metas, ...metas.toReversed()];
  for (const meta of logged) winston.info('a', meta);
  const printed = parse(lines).map((entry) => Object.fromEntries(Object.entries(entry).slice(6)));
  expect(printed).toEqual(logged);
  // `toEqual` does not notice a name that is there twice.
  for (const line of lines) expect(JSON.stringify(JSON.parse(line))).toBe(line);
});

import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Context, drainTasks, Local, wrapAsync, wrapGather } from '@aiolocals/core';
import { requestPolicy } from '@aiolocals/core/http';
import {
  expectBoolean,
  expectFunction,
  expectName,
  expectSignal,
  expectTimeout,
  optionsChecker,
} from '@aiolocals/core/options';

const refusal = (call: () => unknown): string => {
  try {
    void call();
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as TypeError).message;
  }
  return 'nothing was thrown';
};

const check = optionsChecker('poll', {
  timeout: expectTimeout,
  signal: expectSignal,
  onTick: expectFunction,
});

describe('an unknown option is refused', () => {
  test.for([
    ['timout', 'did you mean `timeout`?'],
    ['tiemout', 'did you mean `timeout`?'],
    ['timeOut', 'did you mean `timeout`?'],
    ['on_tick', 'did you mean `onTick`?'],
    ['ontik', 'did you mean `onTick`?'],
    ['singals', 'did you mean `signal`?'],
    ['retries', 'it takes `timeout`, `signal` and `onTick`'],
    ['x', 'it takes `timeout`, `signal` and `onTick`'],
    ['__proto', 'it takes `timeout`, `signal` and `onTick`'],
    ['constructor', 'it takes `timeout`, `signal` and `onTick`'],
    ['toString', 'it takes `timeout`, `signal` and `onTick`'],
  ] as const)('%s, with the nearest name or all names', ([option, remedy]) => {
    expect(refusal(() => check({ [option]: 1 }))).toBe(
      `Unknown option \`${option}\` for \`poll\`: ${remedy}`,
    );
  });

  test('with no name that has little in common with a short one', () => {
    const short = optionsChecker('poll', { on: expectName, id: expectName });
    expect(refusal(() => short({ to: 1 }))).toContain('it takes `on` and `id`');
    expect(refusal(() => short({ ids: 1 }))).toContain('did you mean `id`?');
  });

  test('even if it is undefined or inherited', () => {
    expect(refusal(() => check({ timout: undefined }))).toContain('did you mean `timeout`?');
    expect(refusal(() => check(Object.create({ timout: 1 })))).toContain('did you mean `timeout`?');
  });

  test('with the advice that there is for a name', () => {
    const advised = optionsChecker('poll', { a: expectName }, { level: 'set it on the logger' });
    expect(refusal(() => advised({ level: 1 }))).toBe(
      'Unknown option `level` for `poll`: set it on the logger',
    );
    expect(refusal(() => advised({ other: 1 }))).toBe(
      'Unknown option `other` for `poll`: it takes `a`',
    );
    expect(refusal(() => optionsChecker('stop', {})({ a: 1 }))).toBe(
      'Unknown option `a` for `stop`: it takes no options',
    );
  });

  test('with its name cut at 40 characters, and nothing in it that forges a line', () => {
    expect(refusal(() => check({ ['x'.repeat(100)]: 1 }))).toContain(`\`${'x'.repeat(40)}…\``);
    expect(refusal(() => check({ 'a\nb\u202e\u001b': 1 }))).toContain('`a\\u000ab\\u202e\\u001b`');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
        fc.pre(!['timeout', 'signal', 'onTick', '__proto__'].includes(name));
        const message = refusal(() => check({ [name]: 1 }));
        expect(message.length).toBeLessThan(400);
        // oxlint-disable-next-line no-control-regex -- control characters are what is tested
        expect(message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
      }),
    );
  });
});

describe('an option of the wrong kind is refused', () => {
  test.for([
    [
      { timeout: -1 },
      'Expected `timeout` to be a number of milliseconds, 0 or more, got `-1` (number)',
    ],
    [
      { timeout: '5' },
      "Expected `timeout` to be a number of milliseconds, 0 or more, got `'5'` (string)",
    ],
    [
      { timeout: Number.NaN },
      'Expected `timeout` to be a number of milliseconds, 0 or more, got `NaN` (number)',
    ],
    [{ signal: {} }, 'Expected `signal` to be an AbortSignal, got an object'],
    [{ signal: null }, 'Expected `signal` to be an AbortSignal, got `null`'],
    [{ onTick: 'x' }, "Expected `onTick` to be a function, got `'x'` (string)"],
  ] as const)('%j', ([options, message]) => {
    expect(refusal(() => check(options))).toBe(message);
  });

  test.for([
    [[]],
    [null],
    ['text'],
    [7],
    [() => {}],
    [new Map([['timeout', 5]])],
    [new Set(['timeout'])],
    [Promise.resolve({ timeout: 5 })],
  ])('%o as the options themselves', ([options]) => {
    expect(refusal(() => check(options))).toMatch(
      /^Expected `options` to be an object, got .*; `poll` takes `timeout`, `signal` and `onTick`$/,
    );
  });

  test.for([
    ['a Date', new Date()],
    ['an error', new Error('x')],
    ['a WeakMap', new WeakMap()],
    ['empty bytes', new Uint8Array()],
    ['a signal', AbortSignal.abort()],
    ['a context', new Context()],
    [
      'a class with accessors',
      new (class Given {
        get timeout() {
          return 5;
        }
      })(),
    ],
    ['a map of a class of its own', new (class Options extends Map {})()],
  ] as const)('%s as the options themselves', ([, options]) => {
    expect(refusal(() => check(options))).toMatch(
      /^Unknown option `|^Expected `options` to be an? (?:plain )?object, got an? (?:object|map); `poll` takes /,
    );
  });

  test('but no empty object, of whatever class of the user or realm', () => {
    class Options {
      with(): this {
        return this;
      }
    }
    const { empty } = runInNewContext('({ empty: {} })') as { readonly empty: object };
    const frozen = Object.freeze(Object.create(null) as object);
    for (const options of [new Options(), empty, frozen, Object.create({}) as object]) {
      expect(() => check(options)).not.toThrow();
    }
  });

  test('with the name that the argument has, where it is not the options', () => {
    const policy = optionsChecker('Local.for', { travels: expectBoolean });
    expect(refusal(() => policy({ travels: 1 }, 'policy'))).toBe(
      'Expected `policy.travels` to be a boolean, got `1` (number)',
    );
  });

  test('unless it is undefined', () => {
    expect(() => check({ timeout: undefined, signal: undefined, onTick: undefined })).not.toThrow();
    expect(() =>
      check({ timeout: 0, signal: AbortSignal.abort(), onTick: () => {} }),
    ).not.toThrow();
  });
});

describe('every function of the package that takes options refuses what it does not know', () => {
  const mistyped = { timout: 5 } as never;
  test.for([
    ['new Context', () => new Context(mistyped), 'did you mean `timeout`?'],
    ['new Context', () => new Context({ local: [] } as never), 'did you mean `locals`?'],
    ['wrapAsync', () => wrapAsync(() => {}, mistyped), 'did you mean `timeout`?'],
    [
      'wrapAsync',
      () => wrapAsync(function named() {}, { nmae: 'x' } as never),
      'did you mean `name`?',
    ],
    ['wrapGather', () => wrapGather([], { concurency: 1 } as never), 'did you mean `concurrency`?'],
    [
      'Local.for',
      () => Local.for('options.1', {}, { travel: false } as never),
      'did you mean `travels`?',
    ],
    ['contextMiddleware', () => requestPolicy(mistyped), 'did you mean `timeout`?'],
    [
      'contextMiddleware',
      () => requestPolicy({ onclose: () => {} } as never),
      'did you mean `onClose`?',
    ],
  ] as const)('%s: %s', ([owner, call, remedy]) => {
    const message = refusal(call);
    expect(message).toMatch(/^Unknown option `\w+` for /);
    expect(message).toContain(`for \`${owner}\`: ${remedy}`);
  });

  test('drainTasks rejects with it', async () => {
    await expect(drainTasks(mistyped)).rejects.toThrow('did you mean `timeout`?');
  });

  test.for([
    ['new Context', () => new Context([] as never)],
    ['wrapAsync', () => wrapAsync(() => {}, 'x' as never)],
    ['wrapAsync', () => wrapAsync(function named() {}, [] as never)],
    ['wrapGather', () => wrapGather([], [] as never)],
    ['contextMiddleware', () => requestPolicy([] as never)],
  ] as const)('%s refuses what is no options object', ([owner, call]) => {
    expect(refusal(call)).toMatch(/^Expected `options` to be an object, got .*; `/);
    expect(refusal(call)).toContain(`\`${owner}\` takes `);
  });
});

import { Context } from '@aiolocals/core';
import { configureLogging, LogConfiguration } from '@aiolocals/logging';
import { describe, expect, test } from 'vitest';
import winston from 'winston';
import { configured, parse } from './support/configured.js';
import { inRequest } from './support/in-request.js';
import { makeSink, SinkConfiguration } from './support/sink.js';

describe('an argument is used by a placeholder that can show it, and is kept otherwise:', () => {
  const failure = Object.assign(new Error('no disk'), { code: 'ENOSPC' });
  test.each<[string, unknown[], Record<string, unknown>]>([
    [
      'GET /caf%c3%a9',
      [{ user: 'u', status: 200 }],
      { message: 'GET /caf%c3%a9', user: 'u', status: 200 },
    ],
    ['cannot load /%d', [failure], { message: 'cannot load /%d', error: { code: 'ENOSPC' } }],
    ['50%infinite %i', [{ a: 1 }], { message: '50%infinite %i', a: 1 }],
    ['%s failed', [failure], { message: 'Error: no disk failed', error: { code: 'ENOSPC' } }],
    ['%d of %s', [3, 'four', { a: 1 }], { message: '3 of four', a: 1 }],
    ['%j and %o', [{ b: 2 }, [1], { a: 1 }], { message: '{"b":2} and [ 1 ]', a: 1 }],
    ['100%% of %d', [7n], { message: '100% of 7n' }],
  ])('%s', (message, args, expected) => {
    const { lines } = configured({ debug: false });
    (winston.info as (...each: unknown[]) => unknown)(message, ...args);
    expect(parse(lines)).toMatchObject([expected]);
  });
});

test('fields called `arguments` and `error` lose neither themselves nor the arguments and errors of the call', () => {
  const { lines } = configured({ debug: false });
  const own = { arguments: ['mine'], error: 'mine' };
  winston.info('a', own, 5, new Error('first'), new Error('second'), new Error('third'));
  winston.error(new Error('alone') as never, own);
  expect(parse(lines)).toMatchObject([
    {
      arguments: [5],
      error: { message: 'first' },
      shadowed: {
        arguments: ['mine'],
        error: 'mine',
        error2: { message: 'second' },
        error3: { message: 'third' },
      },
    },
    {
      message: 'alone',
      arguments: ['mine'],
      error: { message: 'alone' },
      shadowed: { error: 'mine' },
    },
  ]);
  expect(own).toEqual({ arguments: ['mine'], error: 'mine' });
});

test('a hundred and fifty warnings of one kind do not silence those of another', async () => {
  const codes: string[] = [];
  const listen = (warning: Error & { code?: string }): number => codes.push(String(warning.code));
  process.on('warning', listen);
  const { logger } = configured();
  for (let level = 0; level < 150; level++) logger.log(`level${level}`, 'shown');
  const child = logger.child({});
  child.write = () => {
    throw new Error('no write');
  };
  child.info('lost');
  await new Promise(setImmediate);
  process.off('warning', listen);
  expect(codes.filter((code) => code === 'AIOLOCALS_UNKNOWN_LEVEL').length).toBeLessThanOrEqual(
    100,
  );
  expect(codes).toContain('AIOLOCALS_LINE_LOST');
});

/** Counts the steps through maps and sets, and the looks at `Item`s, that `fn` takes. */
function workOf(fn: () => void): { steps: number; looks: number } {
  const iterators = [new Map().entries(), new Set().values()].map(
    (iterator) => Object.getPrototypeOf(iterator) as { next: () => unknown },
  );
  const originals = iterators.map(({ next }) => next);
  let steps = 0;
  Item.looks = 0;
  for (const [index, iterator] of iterators.entries()) {
    iterator.next = function () {
      steps += 1;
      return (originals[index] as () => unknown).call(this);
    };
  }
  try {
    fn();
  } finally {
    for (const [index, iterator] of iterators.entries())
      iterator.next = originals[index] as () => unknown;
  }
  return { steps, looks: Item.looks };
}

/** Printing a value as JSON or as Node shows it reads one of these. */
class Item {
  static looks = 0;
  readonly id = 1;
  get toJSON(): undefined {
    Item.looks += 1;
    return undefined;
  }
  get [Symbol.toStringTag](): string {
    Item.looks += 1;
    return 'Item';
  }
}

describe.each<[string, (items: Item[]) => [string, unknown]]>([
  ['a map as meta', (items) => ['a', { huge: new Map(items.entries()) }]],
  ['a set as meta', (items) => ['a', { huge: new Set(items) }]],
  ['an array as meta', (items) => ['a', { huge: items }]],
  ['a map for %j', (items) => ['%j', new Map(items.entries())]],
  ['a map for %o', (items) => ['%o', new Map(items.entries())]],
  ['a map for %O', (items) => ['%O', new Map(items.entries())]],
  ['a set for %s', (items) => ['%s', new Set(items)]],
  ['an array for %o', (items) => ['%o', items]],
])('a line of %s', (_what, argumentsOf) => {
  test('takes no more work and no more characters, the larger that is', () => {
    const { lines } = configured({ debug: false });
    const [small, large] = [30_000, 120_000].map((length) => {
      const [message, value] = argumentsOf(Array.from({ length }, () => new Item()));
      return workOf(() => winston.info(message, value));
    });
    expect(large).toEqual(small);
    expect(large?.looks).toBeGreaterThan(0);
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line.length).toBeLessThan(400_000);
    expect(lines[1]).toMatch(/ more/);
  });
});

test('a line of many arrays that are not too long each is cut as a whole', () => {
  const { lines } = configured({ debug: false });
  const wide = Object.fromEntries(
    Array.from({ length: 100 }, (_, index) => [`k${index}`, Array.from({ length: 9000 }, () => 1)]),
  );
  winston.info('a', wide);
  expect(lines[0]?.length).toBeLessThan(200_000);
  expect(lines[0]).toContain('more]');
});

test.each(['\u202E', '\u2066', '\u0085', '\u009B', '\u007F', '\u2028', '\u2029'])(
  'a JSON line escapes %j',
  (character) => {
    const { lines } = configured({ debug: false });
    winston.info(`a${character}b`, { [`k${character}`]: character });
    expect(lines.join()).not.toContain(character);
    expect(parse(lines)).toMatchObject([
      { message: `a${character}b`, [`k${character}`]: character },
    ]);
  },
);

test('nothing that cannot be read switches the text format off', () => {
  const { lines } = configured();
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  winston.error('a', Object.assign(new Error('b'), { errors: proxy, cause: proxy }));
  winston.info('a', { error: proxy });
  winston.info('a %s %j %o', proxy, proxy, proxy);
  winston.log({ level: 'info', message: 'a', [Symbol.for('splat')]: proxy } as never);
  expect(lines.length).toBeGreaterThanOrEqual(4);
  for (const line of lines) expect(line).toMatch(/^orders: \[#\] (error|info) - a/);
});

test('held lines count what they take, and what a filter left out of its copy is not held', async () => {
  const { lines, transport } = makeSink();
  class Copies extends SinkConfiguration {
    override getFilters(): winston.Logform.Format[] {
      const drop = winston.format((info) => {
        const { body: _body, ...rest } = info;
        return rest;
      });
      return [drop()];
    }
  }
  const logger = configureLogging('orders', {
    debug: false,
    logConfiguration: new Copies(transport),
    fingersCrossed: { bytes: 100_000 },
  });
  const bodies: WeakRef<object>[] = [];
  await inRequest('REQ1', '/', async () => {
    for (let line = 0; line < 20; line++) {
      const body = { text: 'x'.repeat(100_000 + line) };
      bodies.push(new WeakRef(body));
      winston.debug(String(line), { body });
    }
    const { held } = logger.heldFigures() as { held: { lines: number; bytes: number } };
    expect(held.lines).toBe(20);
    expect(held.bytes).toBeLessThan(40_000);
    await new Promise(setImmediate);
    globalThis.gc?.();
    // The last one may still be on the stack.
    expect(bodies.filter((body) => body.deref() !== undefined).length).toBeLessThanOrEqual(1);
  });
  expect(lines).toEqual([]);
});

test('held lines of a child that has closed do not keep its context', async () => {
  configured({ debug: false, fingersCrossed: true });
  const contexts: WeakRef<Context>[] = [];
  await inRequest('REQ1', '/', async () => {
    for (let child = 0; child < 20; child++) {
      new Context().run(() => {
        contexts.push(new WeakRef(Context.current() as Context));
        winston.debug('held');
      });
    }
    await new Promise(setImmediate);
    globalThis.gc?.();
    expect(contexts.filter((context) => context.deref() !== undefined).length).toBeLessThanOrEqual(
      1,
    );
  });
});

describe('an unknown name is refused with the known ones:', () => {
  const NAMES = '`error`, `warn`, `info`, `http`, `verbose`, `debug`, `silly`';
  class Misspelt extends LogConfiguration {
    override getLoggingLevel(): string {
      return 'warning';
    }
  }
  class Template extends LogConfiguration {
    override format = '{nme} {message}';
  }
  test.each<[string, () => unknown, string]>([
    [
      'the level of a LogConfiguration',
      () => configureLogging('orders', { logConfiguration: new Misspelt() }),
      `Expected \`getLoggingLevel()\` to be a level of the logger, got \`'warning'\` (string); the logger has ${NAMES}`,
    ],
    [
      'a level of fingersCrossed',
      () => configureLogging('orders', { fingersCrossed: { level: 'eror' } }),
      `Expected \`fingersCrossed.level\` to be a level of the logger, got \`'eror'\` (string); the logger has ${NAMES}; did you mean \`error\`?`,
    ],
    [
      'a field of a template',
      () => configureLogging('orders', { logConfiguration: new Template() }),
      'Unknown field `{nme}` in `format`: did you mean `{name}`? ',
    ],
  ])('%s', (_what, call, message) => {
    expect(call).toThrow(TypeError);
    expect(call).toThrow(message);
  });
});

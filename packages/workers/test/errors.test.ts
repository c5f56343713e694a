import { AssertionError } from 'node:assert';
import { Piscina } from 'piscina';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { request } from '@aiolocals/core';
import { ContextPool } from '@aiolocals/workers/piscina';
import { fixture, inContext } from './in-context.js';

/** A class that this side has as well, by its name. Its constructor is never called. */
class HttpError extends Error {
  constructor() {
    super('made here');
    throw new Error('the constructor was called');
  }
}

const options = { filename: fixture('errors.mjs').href, minThreads: 1, maxThreads: 1 };

const pool = new ContextPool<string, unknown>(options);
const poolWithClasses = new ContextPool<string, unknown>({ ...options, errors: [HttpError] });
afterAll(() => Promise.all([pool, poolWithClasses].map((each) => each.destroy())));

async function thrownBy(task: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  return task.then(
    () => {
      throw new Error('nothing was thrown');
    },
    (error: unknown) => error as Error & Record<string, unknown>,
  );
}

describe.for(['now', 'later'])('an error that a task throws, %s', (name) => {
  test('it has the class that is known here, and all its own properties', async () => {
    const error = await inContext('a1', async () => {
      const thrown = await thrownBy(poolWithClasses.run('own', { name }));
      expect(request.id).toBe('a1');
      return thrown;
    });
    expect(error).toBeInstanceOf(HttpError);
    expect(Object.fromEntries(Object.entries(error))).toEqual({
      code: 'ERR_NOT_FOUND',
      what: 'ham',
      details: { at: [1, new Map([['a', 1]])] },
      related: [new TypeError('related')],
    });
    expect((error['related'] as Error[])[0]).toBeInstanceOf(TypeError);
    expect([error.name, error.message, error['status'], error['note']]).toEqual([
      'HttpError',
      'no ham',
      404,
      'hidden',
    ]);
    expect(error.stack).toMatch(/errors\.mjs/);
    expect(error.cause).toBeInstanceOf(RangeError);
    expect((error.cause as Error).cause).toEqual({ seen: new Date(7) });
  });

  test('it has all its causes, however many, and no property that is nested too deep to be read', async () => {
    const error = await thrownBy(pool.run('deep', { name }));
    expect(error.message).toBe('5000');
    let causes = 0;
    let last: Error = error;
    let detailed = 0;
    for (; last.cause instanceof Error; last = last.cause) {
      causes += 1;
      detailed += Number('details' in last);
    }
    expect({ causes, last: last.message, detailed }).toEqual({
      causes: 5000,
      last: '0',
      detailed: 500,
    });
    // The thread goes on.
    expect((await thrownBy(pool.run('range', { name }))).message).toBe('spam');
  });

  test.for([
    ['range', RangeError, { message: 'spam', code: 'ERR_SPAM', status: 400 }],
    ['own', Error, { name: 'HttpError', status: 404, code: 'ERR_NOT_FOUND', what: 'ham' }],
    ['dom', DOMException, { name: 'AbortError', message: 'stopped', code: 20 }],
    ['assertion', AssertionError, { code: 'ERR_ASSERTION', actual: 1, expected: 2 }],
    ['system', Error, { code: 'ENOENT', errno: -2, syscall: 'open', path: '/no/such/file' }],
    ['node', RangeError, { code: 'ERR_OUT_OF_RANGE' }],
    ['library', Error, { name: 'LibraryError', message: 'spam' }],
    ['realm', TypeError, { message: 'spam', code: 'X' }],
    ['uncloneable', Error, { message: 'spam' }],
    ['getter', Error, { message: 'spam' }],
    ['thenable', Error, { status: 404 }],
  ] as const)('%s keeps its class and its properties', async ([kind, Class, properties]) => {
    const error = await thrownBy(pool.run(kind, { name }));
    expect(error).toBeInstanceOf(Class);
    expect(error).toMatchObject(properties);
    expect(error.stack).toContain(error.message);
  });

  test('an error of many, one that is its own cause, and one with a special name are like the originals', async () => {
    const many = await thrownBy(pool.run('aggregate', { name }));
    expect(many).toBeInstanceOf(AggregateError);
    expect(many['errors']).toMatchObject([{ status: 404, message: 'no ham' }, 7]);
    expect(Object.keys(many)).toEqual([]);
    const round = await thrownBy(pool.run('circular', { name }));
    expect(round.cause).toBe(round);
    expect(round['all']).toEqual([round]);
    const special = await thrownBy(pool.run('proto', { name }));
    expect(special).toBeInstanceOf(Error);
    expect(special['a']).toBeUndefined();
  });

  test('a value that is no error is thrown as it is', async () => {
    expect(await thrownBy(pool.run('string', { name }))).toBe('spam');
    expect(await thrownBy(pool.run('nothing', { name }))).toBe(undefined);
    expect(await thrownBy(pool.run('object', { name }))).toEqual({ code: 7 });
  });
});

test('an error of a task whose changes are written back keeps its class and properties too', async () => {
  const task = inContext('a1', () =>
    poolWithClasses.run('local', { name: 'later', writeBack: true }),
  );
  const error = await thrownBy(task);
  expect(error).toBeInstanceOf(HttpError);
  expect(error).toMatchObject({ status: 404, what: 'a1' });
});

test('a plain Piscina loses class and properties of the same errors: control', async () => {
  const plain = new Piscina(options);
  onTestFinished(() => plain.destroy());
  const error = await thrownBy(plain.run('own', { name: 'now' }));
  expect([error.name, error['status'], error['code']]).toEqual(['Error', undefined, undefined]);
});

test('a ContextPool refuses `errors` that are no classes of errors', () => {
  for (const errors of [HttpError, [Date], [() => {}], ['HttpError'], {}])
    expect(() => new ContextPool({ errors: errors as never })).toThrow(
      'Expected `errors` to be an array of classes that extend Error, got ',
    );
});

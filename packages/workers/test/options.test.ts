import { MessageChannel } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import {
  captureContext,
  ContextWorker,
  contextTask,
  onMessage,
  restoreContext,
} from '@aiolocals/workers';
import { ContextPool, type ContextPoolOptions } from '@aiolocals/workers/piscina';
import { fixture } from './in-context.js';
import { makePool } from './pool.js';

const carrier = captureContext();
const { port1: port } = new MessageChannel();

/** Each function that takes options, with what it is called in the messages. */
const restoring: readonly (readonly [string, (options: never) => unknown])[] = [
  ['restoreContext', (options) => restoreContext(carrier, () => {}, options)],
  ['contextTask', (options) => contextTask(() => {}, options)],
  ['onMessage', (options) => onMessage(port, () => {}, options)],
];
const all: typeof restoring = [
  ...restoring,
  ['ContextPool', (options) => new ContextPool(options)],
  ['ContextWorker', (options) => new ContextWorker(fixture('report.mjs'), options)],
];

function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return error instanceof TypeError ? error.message : `not a TypeError: ${String(error)}`;
  }
  return 'nothing was thrown';
}

describe.for(restoring)('%s', ([name, call]) => {
  test.for([
    [{ onRefusl: 'throw' }, 'did you mean `onRefusal`?'],
    [{ alow: [] }, 'did you mean `allow`?'],
    [{ policy: 'x' }, 'it takes `onRefusal` and `allow`'],
  ])(`${name} refuses an unknown option with the nearest name: %j`, ([options, remedy]) => {
    const [unknown] = Object.keys(options as object);
    expect(refusal(() => call(options as never))).toBe(
      `Unknown option \`${unknown}\` for \`${name}\`: ${remedy as string}`,
    );
  });

  test(`${name} refuses options of the wrong kind`, () => {
    expect(refusal(() => call({ onRefusal: 'shrug' } as never))).toBe(
      "Expected `onRefusal` to be 'throw' or 'run-outside-context', got `'shrug'` (string)",
    );
    expect(refusal(() => call({ allow: 'acme' } as never))).toContain(
      'Expected `allow` to be an array of keys, or an object with an array of attributes for each',
    );
  });
});

test.for(all)('%s refuses options that are no object', ([name, call]) => {
  for (const options of [null, 7, 'ham', true, []])
    expect(refusal(() => call(options as never))).toContain('Expected `options` to be an object');
  expect(refusal(() => call([] as never))).toContain(`\`${name}\` takes `);
});

test('a ContextPool refuses what neither it nor Piscina knows, and takes all that Piscina does', async () => {
  expect(refusal(() => new ContextPool({ lines: true } as never))).toContain(
    'Unknown option `lines` for `ContextPool`: it takes `argv`, ',
  );
  expect(refusal(() => new ContextPool({ maxThread: 2 } as never))).toBe(
    'Unknown option `maxThread` for `ContextPool`: did you mean `maxThreads`?',
  );
  expect(refusal(() => new ContextPool({ writeBack: true } as never))).toContain(
    'Unknown option `writeBack` for `ContextPool`',
  );
  expect(refusal(() => new ContextPool({ threadFile: 7 } as never))).toBe(
    'Expected `threadFile` to be a path or a `file:` URL, got `7` (number)',
  );
  const { options } = makePool();
  const { filename: _filename, taskQueue: _queue, ...rest } = options;
  const pool = makePool({ ...(rest as ContextPoolOptions), env: { A: '1' }, stricterFIFO: true });
  expect(await pool.run(1)).toMatchObject({ task: 1 });
});

test('`run` of a ContextPool refuses an unknown option', async () => {
  const pool = makePool();
  await expect(pool.run(1, { writeback: true } as never)).rejects.toThrow(
    'Unknown option `writeback` for `run`: did you mean `writeBack`?',
  );
  await expect(pool.run(1, { retries: 3 } as never)).rejects.toThrow(
    'Unknown option `retries` for `run`: it takes `filename`, `name`, `signal`, `terminate`, `timeout`, ' +
      '`transferList` and `writeBack`',
  );
});

test.each([
  ['a list', ['x']],
  ['a map', new Map([['timeout', 5]])],
  ['a set', new Set(['timeout'])],
  ['a promise', Promise.resolve({ timeout: 5 })],
  ['a signal', AbortSignal.abort()],
  ['a URL', new URL('file:///x.mjs')],
  ['a Date', new Date()],
])('a ContextPool and its `run` refuse %s in place of options', async (_what, options) => {
  const refused = /^Expected `options` to be (?:an|a plain) object, got |^Unknown option `\w+`/;
  expect(() => new ContextPool(options as never)).toThrow(refused);
  await expect(makePool().run(1, options as never)).rejects.toThrow(refused);
});

test('a ContextWorker refuses a misspelt option, and leaves those of a later Node to Node', async () => {
  for (const [slip, name] of [
    ['workerdata', 'workerData'],
    ['worker_data', 'workerData'],
    ['resourceLimit', 'resourceLimits'],
    ['evall', 'eval'],
  ] as const) {
    expect(refusal(() => new ContextWorker(fixture('report.mjs'), { [slip]: {} }))).toBe(
      `Unknown option \`${slip}\` for \`ContextWorker\`: did you mean \`${name}\`?`,
    );
  }
  const worker = new ContextWorker('', { eval: true, deno: {}, somethingNew: 1 } as never);
  await worker.terminate();
});

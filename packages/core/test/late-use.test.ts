import { channel } from 'node:diagnostics_channel';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  Context,
  type LateMessage,
  reportLateUse,
  request,
  wrapAsync,
  wrapGather,
} from '@aiolocals/core';

const GRACE = 10_000;
const lates = channel('aiolocals:context:late');
let warnings: Error[] = [];
let messages: LateMessage[] = [];
const onWarning = (warning: Error): void => {
  if (warning.message.includes('is still in use')) warnings.push(warning);
};
const onLate = (message: unknown): number => messages.push(message as LateMessage);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  warnings = [];
  messages = [];
  process.on('warning', onWarning);
  lates.subscribe(onLate);
  Context.configure({ gracePeriod: GRACE });
});
afterEach(() => {
  process.off('warning', onWarning);
  lates.unsubscribe(onLate);
  vi.useRealTimers();
  Context.configure({ gracePeriod: 60_000 });
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Makes a context that has ended. */
function ended(ident = 'REQ7f', name?: string): Context {
  const context = new Context({ parent: null, ident, ...(name !== undefined && { name }) });
  context.run(() => {
    request.path = '/orders';
  });
  return context;
}

/** Sets the clock to when the grace period of what has ended by now is over. */
function passGrace(): void {
  vi.advanceTimersByTime(1.1 * GRACE);
}

describe('a context that ended', () => {
  test('tells how long ago, and nothing while it is open', () => {
    const context = new Context();
    expect(context.endedAgo).toBeUndefined();
    context.run(() => expect(context.endedAgo).toBeUndefined());
    expect(context.endedAgo).toBe(0);
    passGrace();
    // The clock is coarse: it may be a fiftieth of the grace period behind.
    expect(context.endedAgo).toBe(1.1 * GRACE - GRACE / 50);
  });

  test('can be used within the grace period, by stragglers', async () => {
    Context.configure({ gracePeriod: 60_000 });
    const context = ended();
    await context.enter(() => wrapAsync(async () => {}));
    expect(reportLateUse(context)).toBeUndefined();
    await turn();
    expect([messages, warnings]).toEqual([[], []]);
  });

  test('is reported when a task or a child starts in it after that, with the remedy', async () => {
    const context = ended('REQ7f', 'handler');
    passGrace();
    // Like a worker that a request started lazily: it stays in the context of that request.
    await context.enter(() => wrapAsync(async () => {}));
    await context.enter(() => wrapGather([async () => {}]));
    await context.enter(() => new Context().run(async () => {}));
    context.fork();
    expect(messages.map((message) => message.context)).toEqual([
      context,
      context,
      context,
      context,
    ]);
    expect(messages[0]?.seconds).toBe(11);
    await turn();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({ name: 'AiolocalsWarning', code: 'AIOLOCALS_LATE_USE' });
    expect(warnings[0]?.message).toMatch(
      /^Context `REQ7f` \(handler\) of `\/orders` ended 11 s ago and is still in use, at .*late-use\.test\.ts:\d+:\d+.*: .*`Context\.exit\(fn\)`\. Run with NODE_DEBUG=aiolocals to see where it was opened$/,
    );
  });

  test('is reported by a logger that asks, which gets the seconds for its line', async () => {
    const context = ended('JOB1');
    const open = new Context();
    passGrace();
    const ask = (): number | undefined => reportLateUse(context);
    expect([ask(), ask(), reportLateUse(open)]).toEqual([11, 11, undefined]);
    expect(messages).toHaveLength(2);
    await turn();
    expect(warnings).toHaveLength(1);
    expect(() => reportLateUse({} as Context)).toThrow('Expected `context` to be a Context');
  });

  test('is warned of once for each place of use, whichever context it is', async () => {
    const contexts = [ended('A'), ended('B'), ended('C')];
    passGrace();
    const use = (context: Context): unknown => context.enter(() => wrapAsync(async () => {}));
    for (const context of contexts) use(context);
    await turn();
    expect(warnings.map(({ message }) => message.slice(0, 11))).toEqual(['Context `A`']);
  });

  test('is warned of at the place that called one of these packages, for each such place', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'aiolocals-sibling-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const sibling = join(folder, 'node_modules/@aiolocals/sibling');
    await mkdir(sibling, { recursive: true });
    await writeFile(join(sibling, 'index.mjs'), 'export const call = (fn) => fn();\n');
    const { call } = (await import(/* @vite-ignore */ join(sibling, 'index.mjs'))) as {
      readonly call: (fn: () => unknown) => unknown;
    };
    // As a logger does: the call comes from a file of the logger, but the place of its caller counts.
    const bound = call.bind(undefined, reportLateUse.bind(undefined, ended('A')));
    const other = call.bind(undefined, reportLateUse.bind(undefined, ended('B')));
    passGrace();
    bound();
    other();
    await turn();
    const places = warnings.map(({ message }) => /in use, at (.*?): a worker/.exec(message)?.[1]);
    expect(places).toHaveLength(2);
    for (const place of places) expect(place).toContain('late-use.test.ts');
  });

  test('is not reported for `exit`, and for contexts with empty state', () => {
    const context = ended();
    passGrace();
    context.enter(() => {
      Context.exit(() => new Context().run(() => {}));
      new Context({ parent: null }).run(() => {});
    });
    expect(messages).toEqual([]);
  });

  test('is not reported for its open children: they are work of their own', async () => {
    const context = new Context();
    let child: Context | undefined;
    context.run(() => {
      child = new Context();
    });
    const work = child?.run(async () => {
      passGrace();
      await wrapAsync(async () => {});
    });
    await work;
    expect([context.closed, messages]).toEqual([true, []]);
  });
});

test('an infinite grace period reports nothing', async () => {
  Context.configure({ gracePeriod: Infinity });
  const context = ended();
  passGrace();
  await context.enter(() => wrapAsync(async () => {}));
  expect(messages).toEqual([]);
});

test.for([
  [{ grace: 5 }, 'Unknown option `grace` for `Context.configure`: it takes `gracePeriod`'],
  [{ gracePeriod: '5' }, 'Expected `gracePeriod` to be a number of milliseconds, 0 or more'],
  [5, 'Expected `options` to be an object'],
])('refuses the options %o', ([options, message]) => {
  expect(() => Context.configure(options as object)).toThrow(message);
});

test('a context without a name or a path is named by its ident, also if nobody listens on the channel', async () => {
  lates.unsubscribe(onLate);
  const context = new Context({ parent: null, ident: 'plain' });
  context.run(() => {});
  passGrace();
  context.enter(() => new Context());
  await turn();
  expect(messages).toEqual([]);
  expect(warnings.map(({ message }) => message)).toEqual([
    expect.stringMatching(
      /^Context `plain` ended \d+ s ago and is still in use, at .*late-use\.test\.ts/,
    ),
  ]);
});

test('the path of a job, which is its name, is said once', async () => {
  const context = new Context({ parent: null, ident: 'JOB7', name: 'nightly' });
  context.run(() => {
    request.path = 'nightly';
  });
  passGrace();
  context.enter(() => new Context());
  await turn();
  expect(warnings[0]?.message).toMatch(/^Context `JOB7` of `nightly` ended /);
});

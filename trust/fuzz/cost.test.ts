import { Session } from 'node:inspector/promises';
import { setFlagsFromString } from 'node:v8';
import { Context, Local, request } from '@aiolocals/core';
import { contextFrom, takeSnapshot } from '@aiolocals/core/carrier';
import { chooseId, requestPolicy } from '@aiolocals/core/http';
import { attachContext, configureLogging, LogConfiguration } from '@aiolocals/logging';
import {
  captureContext,
  type Carrier,
  contextTask,
  restoreContext,
  withContext,
} from '@aiolocals/workers';
import { expect, test } from 'vitest';
import winston from 'winston';
import Transport from 'winston-transport';

// Blocks that run in optimized code are not all counted.
setFlagsFromString('--no-opt');
setFlagsFromString('--no-maglev');
setFlagsFromString('--no-sparkplug');

/** Runs of a block of code: what a machine that is busy does not change. */
async function stepsOf(session: Session, fn: () => unknown): Promise<number> {
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  await fn();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  await session.post('Profiler.stopPreciseCoverage');
  let steps = 0;
  for (const { functions } of result)
    for (const { ranges } of functions) for (const { count } of ranges) steps += count;
  return steps;
}

class Quiet extends LogConfiguration {
  override getLogHandler(): winston.transport {
    return new Transport({
      log(_info: unknown, next: () => void) {
        next();
      },
    });
  }
}

const times = <Value>(count: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => make(index));
let keys = 0;
const declared = Local.for<{ value: unknown }>('fuzz.cost', { value: undefined });
const policy = requestPolicy();
const guest = attachContext(
  winston.createLogger({ transports: new Quiet().getLogHandler(), format: winston.format.json() }),
);
const hardened = configureLogging('cost', { debug: false, logConfiguration: new Quiet() });

/** A list in a list in a list. */
function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}
/** Each error holds the next. */
function causes(count: number): Error {
  let error = new Error('the last');
  for (let index = 0; index < count; index += 1)
    error = new Error(`no. ${index}`, { cause: error });
  return error;
}
const inJson = (carrier: Carrier): Carrier => JSON.parse(JSON.stringify(carrier)) as Carrier;
const carrierOf = (value: unknown): Carrier =>
  new Context({ parent: null }).run(() => {
    declared.value = value;
    return captureContext();
  });

/** Input whose size somebody else chooses. Only `use` is counted, not `make`. */
const inputs: Readonly<
  Record<string, readonly [number, (size: number) => unknown, (input: never) => unknown]>
> = {
  'a snapshot of so many unknown keys': [
    2_000,
    (size) => times(size, () => [`fuzz.unknown.${++keys}`, 2, 'a', 1]).flat(),
    (snapshot: unknown[]) => contextFrom(snapshot),
  ],
  'a snapshot of so many attributes': [
    2_000,
    (size) => ['fuzz.many', 2 * size, ...times(size, (index) => [`a${index}`, 1]).flat()],
    (snapshot: unknown[]) => contextFrom(snapshot),
  ],
  'a snapshot that repeats a key': [
    2_000,
    (size) => times(size, () => ['fuzz.cost', 2, 'value', 1]).flat(),
    (snapshot: unknown[]) => contextFrom(snapshot),
  ],
  'a snapshot of the request, again and again': [
    2_000,
    (size) => times(size, (index) => ['aiolocals.request', 2, 'id', `a${index}`]).flat(),
    (snapshot: unknown[]) => contextFrom(snapshot),
  ],
  'a value of so many parts, in a snapshot': [
    2_000,
    (size) => ['fuzz.large', 2, 'value', times(size, (index) => ({ [`k${index}`]: index }))],
    (snapshot: unknown[]) => contextFrom(snapshot),
  ],
  'a snapshot that is taken of so many attributes': [
    400,
    (size) => {
      const bag = Local.for(`fuzz.taken.${++keys}`);
      const context = new Context({ parent: null });
      context.enter(() => times(size, (index) => (bag[`a${index}`] = index)));
      return context;
    },
    (context: Context) => takeSnapshot(context),
  ],
  'a carrier in JSON with a value of so many parts': [
    1_000,
    (size) => inJson(carrierOf(times(size, (index) => new Map([[index, new Date(index)]])))),
    (carrier: Carrier) => restoreContext(carrier, () => {}),
  ],
  'a carrier in JSON with a value that is nested so deep': [
    200,
    (size) => inJson(carrierOf(nested(size))),
    (carrier: Carrier) => restoreContext(carrier, () => {}),
  ],
  'a carrier in JSON that is damaged at its end': [
    1_000,
    (size) => ({
      aiolocals: 1,
      ident: 'x',
      encoded: ['fuzz.cost', 2, 'value', ['array', ...times(size, () => ['date', 1]), ['nothing']]],
    }),
    (carrier: Carrier) => {
      try {
        restoreContext(carrier, () => {});
      } catch {
        // The error is expected.
      }
    },
  ],
  'an envelope with so many arguments': [
    1_000,
    (size) => withContext(...times(size, (index) => index)),
    (envelope: never) => contextTask(() => {})(envelope),
  ],
  'an id of so many characters': [
    2_000,
    (size) => ({ 'x-request-id': 'a'.repeat(size) }),
    (headers: Record<string, string>) => chooseId(policy, headers),
  ],
  'so many headers': [
    500,
    (size) => Object.fromEntries(times(size, (index) => [`X-${index}`, 'a'])),
    (headers: Record<string, string>) => chooseId(policy, headers),
  ],
  'a message with so many tokens, hardened': [
    500,
    (size) => '%s '.repeat(size),
    (message: string) => hardened.info(message, ...times(100, String)),
  ],
  'a message with so many line breaks, hardened': [
    500,
    (size) => '\n\u202e'.repeat(size),
    (message: string) => hardened.info(message),
  ],
  'an argument of so many parts, hardened': [
    400,
    (size) => times(size, (index) => ({ index, text: '\u0007' })),
    (parts: object[]) => hardened.info('parts', { parts }),
  ],
  'an error with so many causes, hardened': [40, causes, (error: Error) => hardened.error(error)],
  'an argument of so many parts, of a guest': [
    400,
    (size) => times(size, (index) => ({ index, text: '\u0007' })),
    (parts: object[]) => guest.info('parts', { parts }),
  ],
  'so many contexts within each other': [
    500,
    (size) => size,
    (size: number) => {
      let context = new Context({ parent: null });
      for (let left = size; left > 0; left -= 1) context = new Context({ parent: context });
      return [context.cancelled, context.isWithin(context.root), context.deadline];
    },
  ],
  'so many children of one context, cancelled': [
    500,
    (size) => {
      const parent = new Context({ parent: null });
      const finish: (() => void)[] = [];
      void parent.run(() => new Promise<void>((resolve) => finish.push(resolve)));
      const children = times(size, () => new Context({ parent }));
      for (const child of children) {
        void child.run(() => new Promise<void>(() => {}));
        void child.signal;
      }
      return parent;
    },
    (parent: Context) => parent.cancel('x'),
  ],
  'so many frames of Local.with within each other': [
    200,
    (size) => size,
    (size: number) => {
      const within = (left: number): unknown =>
        left === 0 ? declared.value : Local.with(declared, { value: left }, () => within(left - 1));
      return new Context({ parent: null }).run(() => within(size));
    },
  ],
  'a path of so many characters': [
    500,
    (size) => ['aiolocals.request', 2, 'path', '\u202e'.repeat(size)],
    (snapshot: unknown[]) => contextFrom(snapshot).run(() => request.path),
  ],
};

test.for(Object.entries(inputs))(
  '%s costs less than three times as much for double the size',
  async ([, [size, make, use]]) => {
    const session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    const steps: number[] = [];
    use(make(10) as never);
    for (const each of [size, 2 * size, 4 * size]) {
      const input = make(each);
      steps.push(await stepsOf(session, () => use(input as never)));
    }
    session.disconnect();
    const [first = 0, second = 0, third = 0] = steps;
    expect({ steps, ratio: second / first < 3 && third / second < 3 }).toEqual({
      steps,
      ratio: true,
    });
  },
);

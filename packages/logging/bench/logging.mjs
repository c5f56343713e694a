// @ts-check
// What a line costs: this package beside stock winston, the usual recipe on it, and pino.
import { AsyncLocalStorage } from 'node:async_hooks';
import { Writable } from 'node:stream';
import process from 'node:process';
import { setImmediate } from 'node:timers/promises';
import { Context, request } from '@aiolocals/core';
import { configureLogging, LogConfiguration } from '@aiolocals/logging';
import { measure } from 'mitata';
import pino from 'pino';
import winston from 'winston';

const { combine, json, timestamp } = winston.format;

/** Takes what it is given as bytes, as a file or a socket would, and throws it away. */
const nowhere = () =>
  new Writable({ highWaterMark: 1 << 24, write: (_chunk, _encoding, callback) => callback() });
const transport = () => new winston.transports.Stream({ stream: nowhere() });

const stock = winston.createLogger({
  level: 'info',
  format: combine(timestamp(), json()),
  defaultMeta: { service: 'orders' },
  transports: transport(),
});

const store = new AsyncLocalStorage();
const fromStore = winston.format((info) => Object.assign(info, store.getStore()));
const recipe = winston.createLogger({
  level: 'info',
  format: combine(fromStore(), timestamp(), json()),
  defaultMeta: { service: 'orders' },
  transports: transport(),
});

class Nowhere extends LogConfiguration {
  getLogHandler() {
    return transport();
  }
}
const ours = configureLogging('orders', { debug: false, logConfiguration: new Nowhere() });

const withMixin = pino(
  { base: { service: 'orders' }, mixin: () => store.getStore() ?? {} },
  nowhere(),
);

const state = { requestId: 'REQ7f0c9a31b25d', requestPath: '/users/7/orders' };
const context = new Context({ parent: null });

/** The streams settle between the lines of a real service, too. */
const LINES = 500;
const lines = (/** @type {() => void} */ log) => async () => {
  for (let line = 0; line < LINES; line++) log();
  await setImmediate();
};
const inContext = (/** @type {() => void} */ log) => () => context.enter(lines(log));
context.enter(() => Object.assign(request, { id: state.requestId, path: state.requestPath }));
const inStore = (/** @type {() => void} */ log) => () => store.run(state, lines(log));

/** @type {[string, (logger: any) => void, (logger: any) => void][]} */
const cases = [
  ['a line', (logger) => logger.info('order loaded'), (logger) => logger.info('order loaded')],
  [
    'a line with meta',
    (logger) => logger.info('order loaded', { orderId: 4711, items: 3, customer: 'C-815' }),
    (logger) => logger.info({ orderId: 4711, items: 3, customer: 'C-815' }, 'order loaded'),
  ],
  [
    'a disabled debug line',
    (logger) => logger.debug('order loaded', { orderId: 4711 }),
    (logger) => logger.debug({ orderId: 4711 }, 'order loaded'),
  ],
];

/** Nanoseconds. */
const processorTime = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
};

const ROUNDS = 7;
for (const [name, log, logPino] of cases) {
  /** @type {[string, () => Promise<void>][]} */
  const variants = [
    ['stock winston, without the context', lines(() => log(stock))],
    ['winston, the context read in a format', inStore(() => log(recipe))],
    ['@aiolocals/logging', inContext(() => log(ours))],
    ['pino, the context from a mixin', inStore(() => logPino(withMixin))],
  ];
  /** @type {number[][]} */
  const times = variants.map(() => []);
  // In turns, by the processor's time, and the best of each: what else runs on the machine only ever adds.
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, [, variant]] of variants.entries()) {
      // oxlint-disable-next-line no-await-in-loop -- one at a time
      const { p50 } = await measure(variant, { min_cpu_time: 150e6, now: processorTime });
      times[index]?.push(p50 / LINES);
    }
  }
  const best = times.map((each) => Math.min(...each));
  console.log(name);
  for (const [index, [variant]] of variants.entries()) {
    const nanoseconds = best[index] ?? Number.NaN;
    const ratio = nanoseconds / (best[0] ?? Number.NaN);
    console.log(
      `  ${variant.padEnd(40)} ${nanoseconds.toFixed(0).padStart(6)} ns  ${ratio.toFixed(2)}x`,
    );
  }
}

// @ts-check
// Logs lines of one kind with one logger. For each number that it reads, it runs so many requests, and then answers.
import { writeSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setImmediate as turn } from 'node:timers/promises';
import { tenValues } from '../../harness/ten-values.mjs';
import { loggers } from './loggers.mjs';

/** The descriptor for answers, because the standard output is for lines. */
const ANSWERS = 3;
const [name = '', kind = '', each = '8', isShared = ''] = process.argv.slice(2);
const logged = await loggers[name]?.();
if (logged === undefined) throw new Error(`Expected a logger, got ${name}`);
const { logger, run } = logged;
const error = new Error('card declined');

/** @type {Readonly<Record<string, () => unknown>>} */
const kinds = {
  two: () => logger.info('order placed', { order: 17, total: 4.2 }),
  plain: () => logger.info('order placed'),
  ten: () => logger.info('order placed', tenValues()),
  error: () => logger.error('payment failed', error),
  disabled: () => logger.debug('not to be seen'),
};
const line = kinds[kind];
if (line === undefined) throw new Error(`Expected a kind of line, got ${kind}`);

function linesOfRequest() {
  for (let index = 0; index < Number(each); index += 1) line?.();
}

let requests = 0;
/** Streams write between two turns of the event loop. */
async function logAll(/** @type {number} */ count, /** @type {() => void} */ lines) {
  for (let index = 0; index < count; index += 1) {
    lines();
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await turn();
  }
}

/** Each request has its own context, or all of them have the same one. */
async function runRequests(/** @type {number} */ count) {
  if (isShared === 'shared') {
    let all = Promise.resolve();
    run('REQ0123456789', '/orders', () => {
      all = logAll(count, linesOfRequest);
    });
    await all;
  } else {
    await logAll(count, () => {
      requests += 1;
      run(`REQ${1e9 + requests}`, '/orders', linesOfRequest);
    });
  }
}

writeSync(ANSWERS, 'ready\n');
for await (const count of createInterface(process.stdin)) {
  await runRequests(Number(count));
  writeSync(ANSWERS, 'done\n');
}

// @ts-check
// A server of the soak, in a process of its own. The parent tells it when to measure and when to stop.
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { drainTasks } from '@aiolocals/core';
import { ContextPool } from '@aiolocals/workers/piscina';
import { makeApps } from './apps.mjs';
import { makeLoggers } from './loggers.mjs';

/** @type {{ folder: string, name: string, consumer: number, requests: number, ports: Partial<Record<string, number>> }} */
const options = JSON.parse(process.argv[2] ?? '{}');
const { logOf, ledgers, close: closeLoggers } = await makeLoggers(options);

/** @type {ContextPool<{ n: number, kills: boolean }, unknown>} */
const pool = new ContextPool({
  filename: fileURLToPath(new URL('thread.mjs', import.meta.url)),
  minThreads: 1,
  maxThreads: 2,
});
const tally = { tasks: 0, tasksDone: 0, lost: 0, foreign: 0 };
const contexts = { opened: 0, closed: 0 };
let upstream = 0;
const apps = await makeApps(
  { logOf, pool: { run: (task) => pool.run(task) }, upstream: () => upstream, tally },
  {
    setup: () => {
      contexts.opened += 1;
    },
    onClose: () => {
      contexts.closed += 1;
    },
  },
);
// A thread that a task ends is no failure of the pool.
pool.on('error', () => {});

/** @type {Record<string, number>} */
const ports = {};
for (const [name, server] of Object.entries(apps)) {
  server.keepAliveTimeout = 60_000;
  server.listen(options.ports[name] ?? 0, '127.0.0.1');
  await once(server, 'listening');
  ports[name] = /** @type {import('node:net').AddressInfo} */ (server.address()).port;
}
upstream = ports['plain'] ?? 0;
process.once('disconnect', endWithParent);
process.send?.({ kind: 'ready', ports });

process.on('message', (/** @type {{ kind: string }} */ { kind }) => {
  if (kind === 'measure') void measure();
  else void stop();
});

/** Waits until nothing is under way, collects garbage, and says what is left. */
async function measure() {
  await settle();
  for (let round = 0; round < 4; round += 1) {
    await delay(20);
    globalThis.gc?.();
  }
  const { heapUsed } = process.memoryUsage();
  process.send?.({ kind: 'measured', heapUsed });
}

async function settle() {
  const end = performance.now() + 20_000;
  while (contexts.opened > contexts.closed && performance.now() < end) {
    await delay(20);
  }
  await drainTasks({ timeout: 20_000 });
}

async function stop() {
  for (const server of Object.values(apps)) {
    server.close();
    server.closeIdleConnections();
  }
  await settle();
  const unfinished = await drainTasks({ timeout: 1_000 });
  for (const server of Object.values(apps)) server.closeAllConnections();
  await pool.close();
  const isWritten = await closeLoggers();
  process.send?.(
    {
      kind: 'stopped',
      unfinished: unfinished.length + tally.tasks - tally.tasksDone,
      ...tally,
      open: contexts.opened - contexts.closed,
      opened: contexts.opened,
      isWritten,
      logged: {
        info: ledgers.info.bits,
        warn: ledgers.warn.bits,
        pino: ledgers.pino.bits,
      },
    },
    () => {
      process.off('disconnect', endWithParent);
      process.disconnect();
    },
  );
}

/** A parent that failed can no longer ask this process to stop. */
function endWithParent() {
  process.exit(1);
}

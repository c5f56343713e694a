// Compares a ContextPool with Piscina: round trips of the same tasks, in short alternating turns, so that both run under
// the same conditions. On two processors an empty task takes 34 or 110 µs of clock and processor time, depending on
// where the scheduler has put the threads of a pool. So compare on one processor: `taskset -c 0 node bench/bench.mjs`.
/* oxlint-disable no-await-in-loop -- the turns must not overlap */
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Context, Local, request } from '@aiolocals/core';
import { takeSnapshot } from '@aiolocals/core/carrier';
import { ContextPool } from '@aiolocals/workers/piscina';
import { Piscina } from 'piscina';

const options = {
  name: 'empty',
  filename: fileURLToPath(new URL('tasks.cjs', import.meta.url)),
  minThreads: 1,
  maxThreads: 1,
};
const pools = { piscina: new Piscina(options), context: new ContextPool(options) };

/** Returns microseconds for each task with `atOnce` tasks in flight: of clock time, and of processor time. */
async function measure(pool, name, tasks, atOnce) {
  const run = async () => {
    for (let done = 0; done < tasks / atOnce; done++)
      await pool.run(undefined, name === 'empty' ? undefined : { name });
  };
  const before = process.cpuUsage();
  const began = performance.now();
  await Promise.all(Array.from({ length: atOnce }, run));
  const took = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  return { clock: (took * 1000) / tasks, processors: (user + system) / tasks };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

async function compare(label, name, tasks, atOnce, goal, rounds = 601) {
  const turns = [];
  for (let round = -60; round < rounds; round++) {
    const order = round % 2 === 0 ? ['piscina', 'context'] : ['context', 'piscina'];
    const took = {};
    for (const which of order) took[which] = await measure(pools[which], name, tasks, atOnce);
    if (round >= 0) turns.push(took);
  }
  console.log(`${label}: ${shown(turns, 'clock')} (goal ${goal}); ${shown(turns, 'processors')}`);
}

function shown(turns, of) {
  const piscina = median(turns.map((took) => took.piscina[of]));
  const context = median(turns.map((took) => took.context[of]));
  const ratio = median(turns.map((took) => took.context[of] / took.piscina[of]));
  return `${of} ${ratio.toFixed(3)}x, ${piscina.toFixed(1)} and ${context.toFixed(1)} µs`;
}

function snapshot() {
  const locals = Array.from({ length: 20 }, (_, number) =>
    Local.for(`bench.${number}`, { a: '', b: 0, c: false, d: undefined, e: '' }),
  );
  const context = new Context({ parent: null });
  context.run(() => {
    for (const local of locals) Object.assign(local, { a: 'a1', b: 1, c: true, d: null, e: 'e1' });
  });
  const times = [];
  for (let round = 0; round < 200; round++) {
    const began = performance.now();
    for (let turn = 0; turn < 200; turn++) takeSnapshot(context);
    times.push(((performance.now() - began) * 1000) / 200);
  }
  console.log(
    `snapshot of 20 Locals of 5 attributes: ${median(times).toFixed(2)} µs (goal under 5 µs)`,
  );
}

console.log(`Node ${process.versions.node}, ${availableParallelism()} cores`);
await new Context({ ident: 'REQ7f' }).run(async () => {
  request.id = 'REQ7f3a9c0d1e2b4f5a6b7c';
  request.path = '/orders/7';
  await compare('empty task', 'empty', 100, 1, '1.10');
  await compare('empty task, 32 at once', 'empty', 320, 32, '1.10');
  await compare('task of 1 ms', 'millisecond', 10, 1, '1.02', 301);
});
await Promise.all([pools.piscina.destroy(), pools.context.destroy()]);
snapshot();

// @ts-check
// The process of one alternative: `node participant.mjs <group> <participant>`. It measures what it is asked to.
import process from 'node:process';

const [group, name] = process.argv.slice(2);
const { participants } = (await import(`../groups/${group}.mjs`)).group;
/** @type {Record<string, import('./loop.mjs').Measure>} */
const cases = await participants[name ?? '']();

process.on('disconnect', () => process.exit());
process.on('message', async (/** @type {{ id: string, milliseconds: number }} */ asked) => {
  const measure = cases[asked.id];
  if (measure === undefined) throw new Error(`${name} has no case ${asked.id}`);
  process.send?.(await measure(asked.milliseconds));
});
// If the parent has gone meanwhile, so will this.
process.on('error', () => {});
process.send?.(Object.keys(cases));

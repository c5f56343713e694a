// @ts-check
// The process of one alternative: `node participant.mjs <group> <participant>`. It measures what its parent asks for.
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
// The parent may end before an answer is sent. Then `disconnect` ends this process as well.
process.on('error', () => {});
process.send?.(Object.keys(cases));

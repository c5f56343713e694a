// Shows the examples, one after the other; each checks itself. `--serve` keeps the first one up.
import process from 'node:process';

const examples = process.argv.includes('--serve')
  ? ['service']
  : ['service', 'graceful-shutdown', 'worker-pool'];
for (const example of examples) {
  console.log(`\n# examples/${example}\n`);
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  await import(`../examples/${example}/dist/main.js`);
}

// Runs the examples, one after the other. Each checks its own output. `--serve` keeps the first one running.
import process from 'node:process';

const examples = process.argv.includes('--serve')
  ? ['service']
  : ['service', 'graceful-shutdown', 'worker-pool', 'fastify-api', 'nest-api', 'ws-chat', 'pino'];
for (const example of examples) {
  console.log(`\n# examples/${example}\n`);
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  await import(`../examples/${example}/dist/main.js`);
}

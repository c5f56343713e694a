import { once } from 'node:events';
import process from 'node:process';
import { drainTasks } from '@aiolocals/core';
import { configureLogging } from '@aiolocals/logging';
import { demo, listen } from './demo.js';

if (process.argv.includes('--serve')) await serve();
else await demo();

/** Keeps the service up until it is told to stop, and then loses neither a task nor a line. */
async function serve(): Promise<void> {
  const logger = configureLogging('orders', { accessLog: true });
  const { server, url } = await listen();
  console.log(`Try:  curl -i -H 'X-Request-ID: mine-1' ${url}/users/7\nStop: Ctrl-C\n`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  server.close();
  await drainTasks({ timeout: 10_000 });
  await logger.flush();
}

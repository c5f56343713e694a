// The demo: stops the service while requests are being answered, and counts what it still did.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const REQUESTS = 20;

const service = spawn(process.execPath, [fileURLToPath(new URL('service.js', import.meta.url))], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const exit = once(service, 'close');
const output = createInterface({ input: service.stdout });
const [url] = (await once(output, 'line')) as [string];

const lines: { message: string; requestId: string }[] = [];
const ids = Array.from({ length: REQUESTS }, (_, index) => `order-${index}`);
const countOf = (message: string): number =>
  ids.filter((id) => lines.some((line) => line.message === message && line.requestId === id))
    .length;
output.on('line', (line) => {
  const entry = JSON.parse(line) as (typeof lines)[number];
  lines.push(entry);
  // Once all of them are being worked on: the answers and the tasks are still to come.
  if (entry.message === 'received' && countOf('received') === REQUESTS) service.kill('SIGTERM');
});

const answers = await Promise.all(
  ids.map(async (id) => {
    const headers = { 'X-Request-ID': id, Connection: 'close' };
    const { status } = await fetch(`${url}/orders`, { method: 'POST', headers });
    return status;
  }),
);
const [code] = (await exit) as [number | null];

const answered = answers.filter((status) => status === 202).length;
const sent = countOf('invoice sent');
console.log(
  `stopped while ${REQUESTS} requests were under way: ${answered} answered, ${countOf('answered')} lines of answers, ` +
    `${sent} background tasks finished, each with the id of its request`,
);
process.exitCode = answered === REQUESTS && sent === REQUESTS && code === 0 ? 0 : 1;

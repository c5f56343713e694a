// The demo: asks the service for many hashes at once, and checks every line that it and its threads log.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

interface Line {
  readonly service: string;
  readonly message: string;
  readonly requestId: string;
  readonly thread?: number;
}

const REQUESTS = 60;
const service = spawn(process.execPath, [fileURLToPath(new URL('service.js', import.meta.url))], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const exit = once(service, 'exit');
const output = createInterface({ input: service.stdout });
const [url] = (await once(output, 'line')) as [string];
const lines: Line[] = [];
output.on('line', (line) => {
  if (lines.length < 4) console.log(line);
  lines.push(JSON.parse(line) as Line);
});

const ids = Array.from({ length: REQUESTS }, (_, index) => `demo-${index}`);
const answers = await Promise.all(
  ids.map(async (id) => {
    const headers = { 'X-Request-ID': id };
    const response = await fetch(`${url}/hash`, {
      method: 'POST',
      body: `password ${id}`,
      headers,
    });
    return { status: response.status, hash: await response.text() };
  }),
);
service.kill('SIGTERM');
const [code] = (await exit) as [number | null];

const count = (id: string, name: string, message: string): number =>
  lines.filter((line) => line.requestId === id && line.service === name && line.message === message)
    .length;
const missing = ids.filter(
  (id) => count(id, 'hashing', 'hashed') !== 1 || count(id, 'service', 'answered') !== 1,
).length;
const wrong = lines.filter(({ requestId }) => !ids.includes(requestId)).length;
const failed = answers.filter(
  ({ status, hash }) => status !== 200 || !/^\w{16}:\w{64}$/.test(hash),
);
const threads = new Set(lines.flatMap(({ thread }) => (thread === undefined ? [] : [thread])));
console.log(
  `${REQUESTS} requests at once, ${threads.size} threads: ${lines.length} lines, ${wrong} with a wrong id, ` +
    `${missing} requests without their lines, ${failed.length} failed`,
);
process.exitCode = wrong + missing + failed.length === 0 && code === 0 ? 0 : 1;

// Serves two requests at once, prints the lines, and checks that each has the id of its request.
import { strict as assert } from 'node:assert';
import { makeService } from './service.js';

const lines: string[] = [];
const { app, logger } = makeService({ write: (line) => void lines.push(line) });
const origin = await app.listen({ port: 0, host: '127.0.0.1' });
await Promise.all(
  ['ann', 'bob'].map(async (name) => {
    const response = await fetch(`${origin}/pay/${name}`, {
      headers: { 'X-Request-ID': `req-${name}` },
    });
    await response.text();
  }),
);
await app.close();
logger.stop();
for (const line of lines) console.log(line.trimEnd());

// All but the first line, "Server listening", are of a request.
const entries = lines.slice(1).map((line) => JSON.parse(line) as Record<string, unknown>);
assert.equal(entries.length, 6);
for (const { requestId, requestPath } of entries) {
  assert.match(String(requestId), /^req-(?:ann|bob)$/);
  assert.equal(requestPath, `/pay/${String(requestId).slice('req-'.length)}`);
}
// The debug line of the payment that failed is there, that of the other is not.
const debugLines = entries.filter(({ level }) => level === 20);
assert.deepEqual(
  debugLines.map(({ name }) => name),
  ['bob'],
);
console.log(
  `2 requests: ${entries.length} lines with their own id, a debug line of the one that failed`,
);

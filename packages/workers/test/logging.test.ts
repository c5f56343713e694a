import { execFile } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { fixture } from './in-context.js';

interface Line {
  readonly requestId: string;
  readonly service: string;
  readonly message: string;
  readonly filler?: string;
  readonly thread?: number;
}

test('lines that tasks log carry the request ids of their submitters, and all arrive whole', async () => {
  const [contexts, tasks, lines] = [100, 4, 5];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [fileURLToPath(fixture('logging-pool.mjs')), ...[contexts, tasks, lines].map(String)],
    { maxBuffer: 64 * 2 ** 20 },
  );
  const printed = stdout.trimEnd().split('\n');
  const expected = new Map<string, number>();
  const key = ({ requestId, service, message, filler = '' }: Line): string =>
    [requestId, service, message, filler.length].join(' ');
  for (let index = 0; index < contexts; index++) {
    const [requestId, filler] = [`id${index}`, 'x'.repeat(index % 10 === 0 ? 10_000 : 10)];
    expected.set(key({ requestId, service: 'main', message: 'done' }), 1);
    for (let line = 0; line < lines; line++)
      expected.set(key({ requestId, service: 'thread', message: String(line), filler }), tasks);
  }
  const counts = { broken: 0, wrong: 0, missing: 0 };
  const threads = new Set<number | undefined>();
  for (const each of printed) {
    try {
      const line = JSON.parse(each) as Line;
      threads.add(line.thread);
      const left = expected.get(key(line)) ?? 0;
      if (left === 0) counts.wrong += 1;
      else expected.set(key(line), left - 1);
    } catch {
      counts.broken += 1;
    }
  }
  for (const left of expected.values()) counts.missing += left;
  expect(counts).toEqual({ broken: 0, wrong: 0, missing: 0 });
  expect(printed.length).toBe(contexts * (tasks * lines + 1));
  // Lines of the main thread count as one more.
  expect(threads.size).toBeGreaterThan(2);
});

describe('lines of a thread that ends', () => {
  const LINES = 1000;
  const kinds = ['console', 'winston', 'configureLogging'] as const;

  /** Returns how many whole lines, in order, come out of a thread that logs `LINES` and ends. */
  async function linesOf(kind: string, ending: string): Promise<number> {
    const gate = new Int32Array(new SharedArrayBuffer(4));
    const workerData = { kind, ending, lines: LINES, gate };
    const worker = new Worker(fixture('logging-thread.mjs'), { stdout: true, workerData });
    const output = text(worker.stdout);
    // Not `events.once`: it rejects on `error`, and the exit may follow in the same turn.
    const exit = new Promise((resolve) => worker.once('exit', resolve));
    worker.on('error', () => {});
    worker.on('message', () => void worker.terminate());
    await exit;
    const lines = (await output).split('\n');
    expect(lines.pop()).toBe('');
    const messages = lines.map((line) => (JSON.parse(line) as Line).message);
    expect(messages).toEqual(messages.map((_, index) => `line ${index}`));
    return lines.length;
  }
  const all = async (ending: string): Promise<Record<string, number>> => {
    const counts = await Promise.all(kinds.map((kind) => linesOf(kind, ending)));
    return Object.fromEntries(kinds.map((kind, index) => [kind, counts[index] ?? 0]));
  };
  const whole = { console: LINES, winston: LINES, configureLogging: LINES };

  test('no line is lost when a thread ends', async () => {
    expect(await all('return')).toEqual(whole);
  });

  test('no line is lost when a thread calls `process.exit`', async () => {
    expect(await all('exit')).toEqual(whole);
  });

  test('no line is lost when an uncaught error ends a thread', async () => {
    expect(await all('throw')).toEqual(whole);
  });

  test('`terminate` loses the lines that Node still buffers: all but the first of a synchronous run', async () => {
    expect(await all('terminate')).toEqual({ console: 1, winston: 1, configureLogging: 1 });
  });

  test('no line is lost when a thread is terminated after `await logger.flush()`', async () => {
    expect(await linesOf('configureLogging', 'flush and terminate')).toBe(LINES);
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const runtimesModule = new URL('../../../../scripts/runtimes.mjs', import.meta.url).href;
const { findOther } = (await import(runtimesModule)) as {
  readonly findOther: (name: string) => readonly string[] | undefined;
};
const fixtures = join(root, 'test/fixtures/web');

/** Lists the modules of a Worker: workerd reads no folders. */
async function workerdOptions(): Promise<string[]> {
  const files = readdirSync(join(root, 'dist/esm'), { recursive: true, encoding: 'utf8' });
  const modules = files
    .filter((file) => file.endsWith('.js'))
    .map((file) => `dist/esm/${file}`)
    .map((file) => `(name = "${file}", esModule = embed "/${file}")`);
  const app = 'test/fixtures/web/app.mjs';
  const folder = await mkdtemp(join(tmpdir(), 'aiolocals-workerd-'));
  onTestFinished(async () => await rm(folder, { recursive: true }));
  const config = join(folder, 'config.capnp');
  await writeFile(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
     const config :Workerd.Config = (
       services = [(name = "main", worker = .main)],
       sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
     );
     const main :Workerd.Worker = (
       modules = [(name = "${app}", esModule = embed "/${app}"), ${modules.join()}],
       compatibilityDate = "2025-05-05",
       compatibilityFlags = ["nodejs_compat", "enable_request_signal"],
     );`,
  );
  return ['serve', `--import-path=${root}`, '--control-fd=1', config];
}

const runtimes = [
  { name: 'bun', options: async () => [join(fixtures, 'bun.mjs')] },
  { name: 'deno', options: async () => ['run', '-A', join(fixtures, 'deno.mjs')] },
  { name: 'workerd', options: workerdOptions },
] as const;

/** Serves until the test is over; returns the address and the errors that the runtime prints. */
async function start(
  binary: string,
  options: readonly string[],
): Promise<{ url: string; child: ChildProcess; complaints: Promise<string> }> {
  const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...env } = process.env;
  const child = spawn(binary, options, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, NO_COLOR: '1' },
  });
  onTestFinished(() => void child.kill());
  const complaints = text(child.stderr);
  const line = once(createInterface(child.stdout), 'line') as Promise<[string]>;
  const failed = complaints.then((complaint) => Promise.reject(new Error(complaint)));
  const [found] = await Promise.race([line, failed]);
  failed.catch(() => undefined);
  const { port } = JSON.parse(found) as { port: number };
  return { url: `http://127.0.0.1:${port}`, child, complaints };
}

// Skipped where the binary is not installed: see `findOther`.
describe.each(runtimes)('contextFetch on $name', ({ name, options }) => {
  const [binary] = findOther(name) ?? [];
  if (binary === undefined)
    console.log(`Skipped on ${name}, which is not installed: \`pnpm test:runtimes\` installs it`);

  test.skipIf(binary === undefined)(
    'keeps each request in its context, to the end of its body',
    async () => {
      const { url, child, complaints } = await start(String(binary), await options());
      const ask = async (path: string, id: string, init: RequestInit = {}): Promise<Response> =>
        await fetch(url + path, { ...init, headers: { 'X-Request-ID': id }, redirect: 'manual' });

      const ids = Array.from({ length: 50 }, (_, index) => `a${index}`);
      const answers = await Promise.all(
        ids.map(async (id) => {
          const { headers, body } = await ask('/x', id);
          const parts = await text(body as never);
          return `${headers.get('x-request-id')} ${headers.get('x-path')} ${parts}`;
        }),
      );
      expect(answers).toEqual(ids.map((id) => `${id} /x ${id},${id},${id},`));
      const moved = await ask('/moved', 'b1');
      expect([moved.status, moved.headers.get('x-request-id')]).toEqual([302, 'b1']);

      const client = new AbortController();
      const endless = await ask('/endless', 'c1', { signal: client.signal });
      await endless.body?.getReader().read();
      client.abort();
      const ended = async (): Promise<unknown[][]> =>
        (await (await ask('/ended', 'd1')).json()) as unknown[][];
      // The platform notices after a while that the client has gone away.
      await expect.poll(ended, { timeout: 5000 }).toContainEqual(['/endless', 'c1', true]);
      const others = (await ended()).filter(([path]) => path === '/x' || path === '/moved');
      expect(new Set(others.map(String))).toEqual(
        new Set([...ids.map((id) => `/x,${id},false`), '/moved,b1,false']),
      );
      child.kill();
      // Deno says once that it aborts the signal after each response.
      expect((await complaints).replace(/^Deno\.serve: request\.signal aborts .*\n/, '')).toBe('');
    },
  );
});

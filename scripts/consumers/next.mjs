// @ts-check
// A production build of Next with a page and a route handler, under `--import @aiolocals/core/register`: overlapping requests
// over sockets, each of which has to see its own id.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { brief, makeProject, runOwn } from './pack.mjs';

const REQUESTS = 50;
/** What the page and the route handler do: note the id, wait as for a query, and answer with what they see then. */
const SEE = `
import { setTimeout } from 'node:timers/promises';
import { Local, request } from '@aiolocals/core';
export async function see(own) {
  const before = Local.peek(request)?.id;
  await setTimeout(Math.random() * 20);
  return [own, before, Local.peek(request)?.id, Local.peek(request)?.path].join();
}
`;
const FILES = {
  'next.config.mjs': 'export default {};\n',
  'app/see.js': SEE,
  'app/layout.js':
    'export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html>; }\n',
  'app/page.js': `
import { headers } from 'next/headers';
import { see } from './see.js';
export const dynamic = 'force-dynamic';
export default async function Page() {
  const own = (await headers()).get('x-request-id');
  return <p>{'seen:' + (await see(own)) + ';'}</p>;
}
`,
  'app/api/route.js': `
import { see } from '../see.js';
export const dynamic = 'force-dynamic';
export async function GET(incoming) {
  return new Response('seen:' + (await see(incoming.headers.get('x-request-id'))) + ';');
}
`,
};

/** @returns {Promise<import('./pack.mjs').Row[]>} */
export async function checkNext(
  /** @type {string} */ folder,
  /** @type {import('./pack.mjs').Packed[]} */ packed,
) {
  const core = packed.filter(({ name }) => name === 'core').map(({ tarball }) => tarball);
  const manifest = { type: 'module' };
  const project = makeProject(
    join(folder, 'next'),
    [...core, 'next', 'react', 'react-dom'],
    manifest,
  );
  for (const [file, text] of Object.entries(FILES)) {
    mkdirSync(join(project, file, '..'), { recursive: true });
    writeFileSync(join(project, file), text);
  }
  const what = 'Next, built for production, under --import @aiolocals/core/register';
  const built = runOwn(project, 'next', ['build'], { NEXT_TELEMETRY_DISABLED: '1' });
  if (!built.ok) return [{ what, ok: false, detail: brief(built.printed) }];
  return [
    { what: `${what}: a page`, ...(await ask(project, '/')) },
    { what: `${what}: a route handler`, ...(await ask(project, '/api')) },
  ];
}

/** Serves the project, sends requests that overlap, and counts those that saw anything but their own id. */
async function ask(/** @type {string} */ project, /** @type {string} */ path) {
  const { port, stop } = await serve(project);
  try {
    const answers = await Promise.all(
      Array.from({ length: REQUESTS }, async (_, index) => {
        const id = `a${index}`;
        const response = await fetch(`http://127.0.0.1:${port}${path}`, {
          headers: { 'X-Request-ID': id },
        });
        const seen = /seen:([^;]*);/.exec(await response.text())?.[1];
        return { id, seen, isRight: seen === [id, id, id, path].join(), echoed: response.headers };
      }),
    );
    const wrong = answers.filter(({ isRight }) => !isRight);
    const unnamed = answers.filter(({ id, echoed }) => echoed.get('x-request-id') !== id);
    const ok = wrong.length + unnamed.length === 0;
    const [first] = wrong;
    return {
      ok,
      detail: ok
        ? `${REQUESTS} of ${REQUESTS} right`
        : `${wrong.length} of ${REQUESTS} wrong, such as ${first?.seen} for ${first?.id}; ${unnamed.length} without their id in the header`,
    };
  } finally {
    await stop();
  }
}

async function serve(/** @type {string} */ project) {
  const bin = join(project, 'node_modules', 'next', 'dist', 'bin', 'next');
  const args = ['--import', '@aiolocals/core/register', bin, 'start', '-p', '0', '-H', '127.0.0.1'];
  const child = spawn(process.execPath, args, {
    cwd: project,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  for await (const line of createInterface(child.stdout)) {
    const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port !== undefined) {
      child.stdout.resume();
      return { port, stop };
    }
  }
  await stop();
  throw new Error('Expected Next to print where it listens, but its output ended');
}

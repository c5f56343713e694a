// @ts-check
import { spawn } from 'node:child_process';
import { createServer, connect } from 'node:net';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { text } from 'node:stream/consumers';

/** The port in the pages. */
const PORT = '3000';
const PATIENCE = 30_000;

/**
 * Runs a compiled piece of code. If lines of `curl` follow, they are sent once it listens, and it is stopped after them.
 *
 * @param {string} file
 * @param {readonly string[]} requests
 */
export async function runSnippet(file, requests) {
  if (requests.length === 0) return { output: await outputOf(start(file)), answers: undefined };
  const port = await freePort();
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(PORT, port));
  const service = start(file);
  const output = outputOf(service);
  await listening(port, service);
  const answers = [];
  // oxlint-disable-next-line no-await-in-loop -- one after the other, as a reader sends them
  for (const line of requests) answers.push(await send(line.replace(PORT, port)));
  // What it logs of the last request may come after the answer.
  await delay(100);
  service.kill();
  return { output: await output, answers: answers.join('\n') };
}

function start(/** @type {string} */ file) {
  const env = { ...process.env, NO_COLOR: '1' };
  return spawn(process.execPath, [file], {
    env,
    timeout: PATIENCE,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function outputOf(/** @type {ReturnType<typeof start>} */ { stdout, stderr }) {
  const [out, err] = await Promise.all([text(stdout), text(stderr)]);
  return out + err;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('No port is free');
  return String(address.port);
}

async function listening(
  /** @type {string} */ port,
  /** @type {ReturnType<typeof start>} */ service,
) {
  for (let attempt = 0; attempt < 300 && service.exitCode === null; attempt += 1) {
    const socket = connect(Number(port), '127.0.0.1');
    // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
    const isUp = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'close').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isUp) return;
    // oxlint-disable-next-line no-await-in-loop -- it tells nobody that it listens
    await delay(100);
  }
}

/** Sends what a line of `curl` would: a method, headers and data. */
async function send(/** @type {string} */ line) {
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, quoted, bare = '']) => quoted ?? bare,
  );
  const url = words.find((word) => word.startsWith('http://'));
  const after = (/** @type {string} */ option) =>
    words.flatMap((word, at) => (word === option ? [words[at + 1] ?? ''] : []));
  const [body] = after('-d');
  const headers = after('-H').map((header) => header.split(/: */, 2));
  const response = await fetch(String(url), {
    method: after('-X')[0] ?? (body === undefined ? 'GET' : 'POST'),
    headers: Object.fromEntries(headers),
    ...(body === undefined ? {} : { body }),
  });
  return await response.text();
}

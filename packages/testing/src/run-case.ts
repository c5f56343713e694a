import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Context } from '@aiolocals/core';
import type { Adapter } from './adapter.js';
import { each } from './bodies.js';
import { Client } from './client.js';
import type { ContractCase } from './contract-case.js';
import { Sightings } from './sightings.js';
import { SocketPool } from './socket-pool.js';
import type { Tally } from './tally.js';

const REQUESTS = 100;
/** Milliseconds to wait for a client that hangs. The places that it did not reach then count as missing. */
const PATIENCE = 8000;

/** Runs a case on an adapter, with a server and clients of its own. */
export async function runCase<Mount>(
  adapter: Adapter<Mount>,
  contractCase: ContractCase<Mount>,
): Promise<Tally> {
  const { places, requests = REQUESTS, mount, send = each({}) } = contractCase;
  const sightings = new Sightings(places, requests);
  const pool = await SocketPool.open(3);
  const closes: (() => unknown)[] = [];
  const kit = {
    see: sightings.see,
    pool,
    onEnd: (close: () => unknown) => void closes.push(close),
  };
  const server = await adapter.serve((target) => mount(target, kit));
  const listen = (): unknown => server.listen(0, '127.0.0.1');
  if (contractCase.listensInContext === true) new Context().run(listen);
  else listen();
  await once(server, 'listening');
  const client = new Client(adapter.protocol, (server.address() as AddressInfo).port);
  const ids = Array.from({ length: requests }, (_, index) => `case-${index}`);
  try {
    await within(PATIENCE, send(client, ids));
    await sightings.complete();
  } finally {
    client.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
    await Promise.all(closes.map((close) => close()));
    await pool.close();
  }
  return sightings.tally();
}

async function within(milliseconds: number, sending: Promise<unknown>): Promise<void> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), milliseconds);
  try {
    await Promise.race([sending, once(patience.signal, 'abort')]);
  } finally {
    clearTimeout(timer);
  }
}

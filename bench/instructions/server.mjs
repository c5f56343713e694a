// @ts-check
// Starts one of the servers, and prints its port. `main.mjs` counts the instructions of its requests.
import { once } from 'node:events';
import process from 'node:process';
import { servers } from '../harness/servers.mjs';

const [participant = '', id = ''] = process.argv.slice(2);
const listen = (await servers[participant]?.())?.[id];
if (listen === undefined) throw new Error(`Expected a server, got ${participant} ${id}`);
const server = await listen();
if (!server.listening) await once(server, 'listening');
const address = server.address();
console.log(typeof address === 'object' ? address?.port : address);

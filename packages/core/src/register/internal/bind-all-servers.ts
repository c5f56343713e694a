import { Server } from 'node:http';
import { bindRequestsOf } from '../../http/internal/server/server-binding.js';
import type { RequestOptions } from '../../http/request-options.js';
import { policyFor } from '../../http/request-policy.js';

/** Opens the requests of every server of the process, those that are there already included. */
export function bindAllServers(options: RequestOptions): void {
  const policy = policyFor('@aiolocals/core/register', options);
  for (const prototype of prototypesOfServers()) bindRequestsOf(prototype, policy);
}

function prototypesOfServers(): object[] {
  const prototypes: object[] = [Server.prototype];
  // A Node that was built without TLS throws when it is asked for them.
  for (const find of [secure, http2, secureHttp2]) {
    try {
      prototypes.push(find());
    } catch {
      // It has no such servers.
    }
  }
  return prototypes;
}

const secure = (): object => process.getBuiltinModule('node:https').Server.prototype;
/** Node exports no class of these. */
const http2 = (): object => prototypeOf(process.getBuiltinModule('node:http2').createServer());
const secureHttp2 = (): object =>
  prototypeOf(process.getBuiltinModule('node:http2').createSecureServer());

function prototypeOf(server: object): object {
  return Object.getPrototypeOf(server) as object;
}

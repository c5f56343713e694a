import type { ModulesContainer } from '@nestjs/core';
import type { ModulePolicy } from '../module-policy.js';
import { enterMessageHandler, type MessageHandler } from './enter-message-handler.js';

type AddHandler = (
  this: object,
  pattern: unknown,
  handler: MessageHandler,
  ...rest: unknown[]
) => unknown;

/** The server of a transport, or of a strategy of the user's own. */
interface Server {
  addHandler?: AddHandler;
}

/** What is used of Nest's class of microservices. */
interface Microservice {
  readonly container?: { getModules(): object };
  readonly serverInstance?: Server;
  /** Its name in Nest 10. */
  readonly server?: Server;
  registerListeners(this: Microservice): unknown;
}

const policies = new WeakMap<object, ModulePolicy>();
const prepared = new WeakSet<Microservice>();
const bound = new WeakSet<Server>();

/**
 * Makes the handlers of an app's microservices run in the context of their message. Nothing that can be injected leads
 * to the servers of an app, so they are found when Nest registers the handlers.
 *
 * Nest's packages are loaded only if the app has them.
 */
export async function bindMicroservices(
  modules: ModulesContainer,
  policy: ModulePolicy,
): Promise<void> {
  const prototype = await loadMicroservice();
  if (prototype === undefined) return;
  policies.set(modules, policy);
  if (prepared.has(prototype)) return;
  prepared.add(prototype);
  const { registerListeners } = prototype;
  prototype.registerListeners = function () {
    const modulePolicy = this.container && policies.get(this.container.getModules());
    const server = this.serverInstance ?? this.server;
    if (modulePolicy !== undefined && server !== undefined) enterMessages(server, modulePolicy);
    return registerListeners.call(this);
  };
}

async function loadMicroservice(): Promise<Microservice | undefined> {
  try {
    const { NestMicroservice } = await import('@nestjs/microservices');
    return NestMicroservice.prototype as unknown as Microservice;
  } catch {
    // The app has no microservices. If the package is there and broken, Nest says so.
    return undefined;
  }
}

function enterMessages(server: Server, policy: ModulePolicy): void {
  const { addHandler } = server;
  if (addHandler === undefined || bound.has(server)) return;
  bound.add(server);
  server.addHandler = function (pattern, handler, ...rest) {
    const entered = enterMessageHandler(handler, pattern, policy);
    return addHandler.call(this, pattern, entered, ...rest);
  };
}

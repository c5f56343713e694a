import { createServer } from 'node:http';
import { MessageChannel } from 'node:worker_threads';
import {
  Context,
  drainTasks,
  jobContext,
  Local,
  openContext,
  wrapAsync,
  wrapGather,
} from '@aiolocals/core';
import { contextFrom } from '@aiolocals/core/carrier';
import { bindServer, requestPolicy } from '@aiolocals/core/http';
import { contextFetch } from '@aiolocals/core/web';
import { contextMiddleware as forExpress } from '@aiolocals/express';
import { contextPlugin } from '@aiolocals/fastify';
import { contextMiddleware as forKoa } from '@aiolocals/koa';
import { attachContext, configureLogging, LogConfiguration } from '@aiolocals/logging';
import { ContextModule } from '@aiolocals/nest';
import { probe } from '@aiolocals/testing';
import { captureContext, contextTask, onMessage, restoreContext } from '@aiolocals/workers';
import { ContextPool } from '@aiolocals/workers/piscina';
import { bindWebSocketServer } from '@aiolocals/ws';
import fastify from 'fastify';
import winston from 'winston';
import Transport from 'winston-transport';
import { WebSocketServer } from 'ws';

type Is = (value: unknown) => boolean;

/** A function that takes options, which values each of them takes, and how it is called. */
export interface PublicFunction {
  readonly name: string;
  readonly options: Readonly<Record<string, Is>>;
  readonly call: (options: never) => unknown;
  /** What it takes in place of options. */
  readonly takes?: Is;
}

const isTimeout: Is = (value) => typeof value === 'number' && value >= 0;
const isName: Is = (value) => typeof value === 'string' && value !== '';
const isFunction: Is = (value) => typeof value === 'function';
const isBoolean: Is = (value) => typeof value === 'boolean';
const isToken: Is = (value) =>
  typeof value === 'string' && /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value);
const isTimeoutOrFunction: Is = (value) => isTimeout(value) || isFunction(value);
const isStrings: Is = (value) =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');
const never: Is = () => false;
const isCount: Is = (value) => Number.isInteger(value) && (value as number) >= 1;
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
const isAllow: Is = (value) =>
  isStrings(value) || (isPlain(value) && Object.values(value).every(isStrings));
const isMillion: Is = (value) => isCount(value) && (value as number) <= 1_000_000;
const isLongest: Is = (value) => typeof value === 'number' && value >= 0 && value < 2 ** 31;
const isLimit: Is = (value) => typeof value === 'number' && value >= 1;
/** No names of fields, or no Locals. */
const isFields: Is = (value) => (Array.isArray(value) ? value.length === 0 : isNoOptions(value));
/** An object without options. A map, a Date or a promise is none: what it holds would be lost. */
const isNoOptions: Is = (value) => isPlain(value) && Object.keys(value).length === 0;
const isFingersCrossed: Is = (value) => isBoolean(value) || isNoOptions(value);

const ofContext = {
  parent: (value) => value === null,
  locals: (value) => Array.isArray(value) && value.length === 0,
  ident: isName,
  name: isName,
  signal: never,
  timeout: isTimeout,
  detached: isBoolean,
} satisfies Record<string, Is>;
const { parent: _parent, detached: _detached, ...ofFork } = ofContext;
const ofRequests = {
  header: (value) => value === false || isToken(value),
  echo: (value) => isBoolean(value) || isToken(value),
  trust: isFunction,
  validate: isFunction,
  generate: isFunction,
  timeout: isTimeoutOrFunction,
  maxTimeout: isTimeout,
  maxPathLength: (value) =>
    value === Infinity || (Number.isSafeInteger(value) && (value as number) >= 16),
  setup: isFunction,
  onClose: isFunction,
} satisfies Record<string, Is>;
const { echo: _echo, ...ofConnections } = ofRequests;
const ofRestoring = {
  onRefusal: (value) => value === 'throw' || value === 'run-outside-context',
  allow: isAllow,
} satisfies Record<string, Is>;

class Quiet extends LogConfiguration {
  override getLogHandler(): winston.transport {
    return new Transport({
      log(_info: unknown, next: () => void) {
        next();
      },
    });
  }
}

const server = createServer();
const sockets = new WebSocketServer({ noServer: true });
const { port1: port } = new MessageChannel();
const carrier = captureContext();
const logger = winston.createLogger({ silent: true });
const listening = (bind: (options: never) => () => void) => (options: never) => bind(options)();
let keys = 0;
/** No thread is started before a task is. */
const pool = new ContextPool({
  filename: new URL('../soak/thread.mjs', import.meta.url).href,
  minThreads: 0,
  maxThreads: 1,
});

export const publicFunctions: readonly PublicFunction[] = [
  { name: 'new Context', options: ofContext, call: (options) => new Context(options) },
  {
    name: 'openContext',
    options: ofContext,
    call: (options) => {
      openContext(options).close();
    },
  },
  {
    name: 'context.fork',
    options: ofFork,
    call: (options) => new Context({ parent: null }).run(() => Context.current()?.fork(options)),
  },
  { name: 'wrapAsync', options: ofContext, call: (options) => wrapAsync(() => {}, options) },
  {
    name: 'wrapGather',
    options: {
      concurrency: (value) => value === Infinity || isCount(value),
      returnExceptions: isBoolean,
    },
    call: (options) => wrapGather([() => 1], options),
  },
  { name: 'drainTasks', options: { timeout: isTimeout }, call: (options) => drainTasks(options) },
  {
    name: 'jobContext',
    options: { id: isName, from: never, allow: isAllow, signal: never, timeout: isTimeout },
    call: (options) => jobContext('job', options, () => {}),
  },
  {
    name: 'Context.configure',
    options: { gracePeriod: isTimeout },
    call: (options) => Context.configure(options),
  },
  {
    name: 'new Local',
    options: { name: isName, travels: (value) => value === false },
    call: (options) => new Local({}, options),
  },
  {
    name: 'Local.for',
    options: { travels: (value) => isBoolean(value) || isStrings(value) },
    call: (options) => Local.for(`fuzz.${++keys}`, {}, options),
  },
  {
    name: 'contextFrom',
    options: { ident: isName, name: isName, signal: never, timeout: isTimeout, allow: isAllow },
    call: (options) => contextFrom([], options),
  },
  { name: 'requestPolicy', options: ofRequests, call: (options) => requestPolicy(options) },
  {
    name: 'bindServer',
    options: ofRequests,
    call: listening((options) => bindServer(server, options)),
  },
  {
    name: 'contextFetch',
    options: ofRequests,
    call: (options) => contextFetch(() => new Response(), options),
  },
  {
    name: 'contextMiddleware of Express',
    options: ofRequests,
    call: (options) => forExpress(options),
  },
  { name: 'contextMiddleware of Koa', options: ofRequests, call: (options) => forKoa(options) },
  {
    name: 'contextPlugin',
    // Fastify makes an object of it.
    takes: (value) => value === null,
    options: { ...ofRequests, genReqId: isBoolean },
    call: async (options) => {
      const app = fastify();
      await app.register(contextPlugin, options);
      await app.ready();
      await app.close();
    },
  },
  {
    name: 'configureLogging',
    options: {
      debug: isBoolean,
      logConfiguration: never,
      fields: isFields,
      fingersCrossed: isFingersCrossed,
      accessLog: isFingersCrossed,
    },
    call: (options) => configureLogging('fuzz', over({ logConfiguration: new Quiet() }, options)),
  },
  {
    name: 'fingersCrossed',
    takes: isBoolean,
    options: { level: never, hold: never, lines: isLimit, bytes: isLimit, contexts: isLimit },
    call: (options) =>
      configureLogging('fuzz', { logConfiguration: new Quiet(), fingersCrossed: options }),
  },
  {
    name: 'accessLog',
    takes: isBoolean,
    options: { level: isFunction },
    call: (options) =>
      configureLogging('fuzz', { logConfiguration: new Quiet(), accessLog: options }),
  },
  {
    name: 'attachContext',
    // `loggers.map(attachContext)` passes an index.
    takes: (value) => typeof value === 'number',
    options: {
      hardened: isBoolean,
      fields: isFields,
    },
    call: (options) => attachContext(winston.createLogger({ silent: true }), options),
  },
  {
    name: 'flush',
    options: { timeout: isTimeout },
    call: (options) => attachContext(logger).flush(options),
  },
  {
    name: 'run of a ContextPool',
    options: {
      writeBack: isBoolean,
      terminate: (value) => isBoolean(value) || isLongest(value),
      timeout: (value) => value === Infinity || isLongest(value),
    },
    // Refused before it is queued, or cancelled at once.
    call: async (options) => {
      try {
        await pool.run({}, options);
      } catch (error) {
        if ((error as { readonly code?: string }).code !== 'ERR_DEADLINE') throw error;
      }
    },
  },
  {
    name: 'restoreContext',
    options: ofRestoring,
    call: (options) => restoreContext(carrier, () => {}, options),
  },
  { name: 'contextTask', options: ofRestoring, call: (options) => contextTask(() => {}, options) },
  {
    name: 'onMessage',
    options: ofRestoring,
    call: listening((options) => onMessage(port, () => {}, options)),
  },
  {
    name: 'bindWebSocketServer',
    options: { ...ofConnections, echo: ofRequests.echo, message: isNoOptions },
    call: listening((options) => bindWebSocketServer(sockets, options)),
  },
  {
    name: 'ContextModule.forRoot',
    options: { ...ofRequests, messageId: isFunction, jobId: isFunction },
    call: (options) => ContextModule.forRoot(options),
  },
  {
    name: 'probe',
    options: { contexts: isMillion, calls: isMillion, patience: isMillion },
    call: (options) =>
      probe((see) => Array.from({ length: 7 }, see), over({ contexts: 2 }, options)),
  },
];

/** Returns what is no object unchanged. */
function over(defaults: object, options: unknown): object {
  const isObject = typeof options === 'object' && options !== null && !Array.isArray(options);
  return isObject ? { ...defaults, ...options } : (options as object);
}

export function closeAll(): Promise<void> {
  port.close();
  sockets.close();
  return pool.close();
}

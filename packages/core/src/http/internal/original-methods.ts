import { EventEmitter } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';

export type Method = (...args: unknown[]) => unknown;
type Name = 'emit' | 'write' | 'end' | 'writeHead' | RareName;

/** Methods that send an interim response of HTTP/1; only later versions of Node have the last one. */
export type InterimName =
  | 'writeContinue'
  | 'writeProcessing'
  | 'writeEarlyHints'
  | 'writeInformation';

/** Methods that take a callback and that few requests use; only HTTP/2 has those after `setTimeout`. */
export type RareName = InterimName | 'setTimeout' | 'createPushResponse' | StreamName;

/** Methods of a raw stream of HTTP/2 that its request does not call for us. */
export type StreamName = 'pushStream' | 'respond' | 'respondWithFile' | 'respondWithFD';

const NAMES: readonly Name[] = [
  'emit',
  'write',
  'end',
  'writeHead',
  'writeContinue',
  'writeProcessing',
  'writeEarlyHints',
  'writeInformation',
  'setTimeout',
  'createPushResponse',
  'pushStream',
  'respond',
  'respondWithFile',
  'respondWithFD',
];

/** An emitter some of whose methods are replaced. What tests and libraries make may lack any of them. */
export interface Replaceable extends Partial<Methods> {
  readonly listenerCount?: (event: unknown) => number;
}

/** The methods that are replaced. */
export type Methods = Record<Name, Method>;

/** The methods of Node, which nearly all objects have. */
const { emit } = EventEmitter.prototype;
const { write, end, writeHead, writeContinue, writeProcessing, writeEarlyHints, writeInformation } =
  ServerResponse.prototype as ServerResponse & Replaceable;

/** Whether a pair has no methods but those of Node's two prototypes, as nearly every pair of HTTP/1. */
export function isPlain(request: Replaceable, reply: Replaceable): boolean {
  return (
    request.emit === emit &&
    reply.emit === emit &&
    reply.write === write &&
    reply.end === end &&
    reply.writeHead === writeHead &&
    reply.writeContinue === writeContinue &&
    reply.writeProcessing === writeProcessing &&
    reply.writeEarlyHints === writeEarlyHints &&
    reply.writeInformation === writeInformation &&
    Object.getPrototypeOf(request) === IncomingMessage.prototype &&
    Object.getPrototypeOf(reply) === ServerResponse.prototype
  );
}

/** The methods that objects had of their own before: another library's. */
const ownBefore = new WeakMap<object, object>();
let isAnyOwn = false;

/** Keeps the methods that a request or a response has of its own. To be called before they are replaced. */
export function keepOwn(target: Replaceable): void {
  const own = NAMES.filter((name) => Object.hasOwn(target, name));
  if (own.length === 0) return;
  isAnyOwn = true;
  ownBefore.set(target, Object.fromEntries(own.map((name) => [name, target[name]])));
}

/**
 * Returns an object that has the methods which were replaced on `target`: its prototype, or one that has the target's
 * own methods on top of it. To be asked at each call: a prototype that is changed later still reaches the target.
 */
export function originalsOf(target: object): Methods {
  const prototype = Object.getPrototypeOf(target) as Methods;
  const own = isAnyOwn ? ownBefore.get(target) : undefined;
  if (own === undefined) return prototype;
  if (Object.getPrototypeOf(own) !== prototype) Object.setPrototypeOf(own, prototype);
  return own as Methods;
}

import { EventEmitter } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';

export type Method = (...args: unknown[]) => unknown;
export type Name = 'emit' | 'write' | 'end' | RareName;

/** What a response of HTTP/1 can send before itself; the last of them in later versions of Node. */
export type InterimName =
  | 'writeContinue'
  | 'writeProcessing'
  | 'writeEarlyHints'
  | 'writeInformation';

/** Methods that take a callback and that few requests use; the last two are those of HTTP/2. */
export type RareName = InterimName | 'setTimeout' | 'createPushResponse';

const NAMES: readonly Name[] = [
  'emit',
  'write',
  'end',
  'writeContinue',
  'writeProcessing',
  'writeEarlyHints',
  'writeInformation',
  'setTimeout',
  'createPushResponse',
];

/** An emitter some of whose methods are replaced. */
export interface Replaceable extends Partial<Record<Name, Method>> {
  emit: Method;
  listenerCount(event: unknown): number;
}

/** Finds what a replacement stands for, on the object that it was called on. */
export interface Originals extends Readonly<
  Record<'emit' | 'write' | 'end', (target: object) => Method>
> {
  readonly rare: (target: object, name: RareName) => Method;
}

/** What objects nearly always have: the platform's, and no method of their own. */
const { emit } = EventEmitter.prototype;
const { write, end, writeContinue, writeProcessing, writeEarlyHints, writeInformation } =
  ServerResponse.prototype as ServerResponse & Replaceable;

/** Whether a pair has all methods from the platform. By name, as below: nearly every pair of HTTP/1 has. */
function isOfPlatform(request: Replaceable, reply: Replaceable): boolean {
  return (
    request.emit === emit &&
    reply.emit === emit &&
    reply.write === write &&
    reply.end === end &&
    reply.writeContinue === writeContinue &&
    reply.writeProcessing === writeProcessing &&
    reply.writeEarlyHints === writeEarlyHints &&
    reply.writeInformation === writeInformation
  );
}

/** The methods that objects had of their own before: another library's. */
const ownBefore = new WeakMap<object, Partial<Record<Name, Method>>>();
let isAnyOwn = false;

/**
 * To be called before methods of a pair are replaced: keeps those that either has of its own. Returns whether there can
 * be none but those of Node's two prototypes.
 */
export function keepOwn(request: Replaceable, reply: Replaceable): boolean {
  if (isOfPlatform(request, reply)) {
    return (
      Object.getPrototypeOf(request) === IncomingMessage.prototype &&
      Object.getPrototypeOf(reply) === ServerResponse.prototype
    );
  }
  for (const target of [request, reply]) {
    const own = NAMES.filter((name) => Object.hasOwn(target, name));
    if (own.length === 0) continue;
    isAnyOwn = true;
    ownBefore.set(target, Object.fromEntries(own.map((name) => [name, target[name]])));
  }
  return false;
}

/**
 * The methods that were replaced on objects. One of the prototype is looked up at each call, so that whoever changes a
 * prototype later still reaches the object. Written out by name: an access by a name that varies is ten times dearer.
 */
export const replacedOnObject: Originals = {
  emit: (target) => ownOf(target, 'emit') ?? prototypeOf(target).emit,
  write: (target) => ownOf(target, 'write') ?? prototypeOf(target).write,
  end: (target) => ownOf(target, 'end') ?? prototypeOf(target).end,
  rare: (target, name) => ownOf(target, name) ?? prototypeOf(target)[name],
};

/** The same for objects that have `prototype`: to ask each for it at each event would be dear. */
export function replacedOn(prototype: EventEmitter): Originals {
  return { ...replacedOnObject, emit: () => prototype.emit as Method };
}

function ownOf(target: object, name: Name): Method | undefined {
  return isAnyOwn ? ownBefore.get(target)?.[name] : undefined;
}

export function prototypeOf(target: object): Required<Replaceable> {
  return Object.getPrototypeOf(target) as Required<Replaceable>;
}

import { EventEmitter } from 'node:events';
import { ServerResponse } from 'node:http';

export type Method = (...args: unknown[]) => unknown;
export type Name = 'emit' | 'write' | 'end';

/** An emitter some of whose methods are replaced. */
export interface Replaceable {
  emit: Method;
  write?: Method;
  end?: Method;
  listenerCount(event: unknown): number;
}

/** Finds what a replacement stands for, on the object that it was called on. */
export type Originals = Readonly<Record<Name, (target: object) => Method>>;

/** What objects nearly always have: the platform's, and no method of their own. */
const platform: Readonly<Record<Name, unknown>> = {
  emit: EventEmitter.prototype.emit,
  write: ServerResponse.prototype.write,
  end: ServerResponse.prototype.end,
};

/** The methods that objects had of their own before: another library's. */
const ownBefore = new WeakMap<object, Partial<Record<Name, Method>>>();
let isAnyOwn = false;

/** To be called before a method of one object is replaced: keeps it if the object had it of its own. */
export function keepOwn(target: object, name: Name, before: Method | undefined): void {
  if (before === platform[name] || before === undefined || !Object.hasOwn(target, name)) return;
  isAnyOwn = true;
  ownBefore.set(target, { ...ownBefore.get(target), [name]: before });
}

/**
 * The methods that were replaced on objects. One of the prototype is looked up at each call, so that whoever changes a
 * prototype later still reaches the object. Written out by name: an access by a name that varies is ten times dearer.
 */
export const replacedOnObject: Originals = {
  emit: (target) => ownOf(target, 'emit') ?? prototypeOf(target).emit,
  write: (target) => ownOf(target, 'write') ?? prototypeOf(target).write,
  end: (target) => ownOf(target, 'end') ?? prototypeOf(target).end,
};

function ownOf(target: object, name: Name): Method | undefined {
  return isAnyOwn ? ownBefore.get(target)?.[name] : undefined;
}

export function prototypeOf(target: object): Required<Replaceable> {
  return Object.getPrototypeOf(target) as Required<Replaceable>;
}

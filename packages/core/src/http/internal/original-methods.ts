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

/** Methods of a raw stream of HTTP/2 that are bound on the stream itself. */
export type StreamName = 'pushStream' | 'respond' | 'respondWithFile' | 'respondWithFD';

/** All methods that are replaced on some object. */
export const NAMES: readonly Name[] = [
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
  readonly rawListeners?: (event: unknown) => readonly unknown[];
}

/** The methods that are replaced. */
export type Methods = Record<Name, Method>;

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
 * own methods on top of it. Call it for each use: a prototype that is changed later still reaches the target.
 */
export function originalsOf(target: object): Methods {
  const prototype = Object.getPrototypeOf(target) as Methods;
  const own = isAnyOwn ? ownBefore.get(target) : undefined;
  if (own === undefined) return prototype;
  if (Object.getPrototypeOf(own) !== prototype) Object.setPrototypeOf(own, prototype);
  return own as Methods;
}

import { currentFrame } from '@aiolocals/core/carrier';
import type { AnyFunction, FastifyReply } from './fastify-shapes.js';
import { elsewhere, inPlaceOf, reenters } from './reenter.js';

/** A getter of this name marks the replies of the scopes in which the plugin is. */
export const MARK: unique symbol = Symbol.for('aiolocals.fastify.reply/1') as never;

type Method = (this: FastifyReply, ...args: unknown[]) => unknown;
type Methods = Readonly<Record<string, AnyFunction>>;
type Make = (original: () => Method) => Method;

/**
 * The methods by which a handler goes on: they send payloads, through serializers and streams of the user, and call hooks. A
 * callback on a connection that requests share calls them in the context of another request.
 */
const METHODS: readonly (readonly [name: string, make: Make])[] = [
  ['send', entering],
  ['callNotFound', entering],
  ['trailer', bindingTrailer],
];

/**
 * Makes the methods of replies run in the context of their request: on the prototype of the scope in which the plugin is, so that
 * other apps keep Fastify's own.
 */
export function prepareReplies(reply: FastifyReply): void {
  const prototype = Object.getPrototypeOf(reply) as object;
  const owner = ownerOf(prototype);
  for (const [name, make] of METHODS) {
    replaceMethod(owner, name, make);
    // A scope may have decorated its replies with a method of the same name.
    replaceMethod(prototype, name, make);
  }
}

/** The prototype that the plugin's scope gives its replies: the nearest one with the mark. */
function ownerOf(start: object): object {
  let prototype = start;
  while (MARK in prototype && !Object.hasOwn(prototype, MARK)) {
    prototype = Object.getPrototypeOf(prototype) as object;
  }
  return prototype;
}

function replaceMethod(prototype: object, name: string, make: Make): void {
  const current = (prototype as Methods)[name] as AnyFunction;
  if (reenters(current)) return;
  const own = Object.hasOwn(prototype, name) ? current : undefined;
  // Looked up at each call: another library may replace Fastify's method later.
  const inherited = Object.getPrototypeOf(prototype) as Methods;
  const value = inPlaceOf(current, make(() => (own ?? inherited[name]) as Method) as AnyFunction);
  Object.defineProperty(prototype, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

function entering(original: () => Method): Method {
  return function (payload) {
    const method = original();
    const frame = elsewhere(this.request);
    return frame === undefined
      ? method.call(this, payload)
      : frame.enter(() => method.call(this, payload));
  };
}

/** A trailer is made when the body has been sent, which a stream of the user may report from anywhere. */
function bindingTrailer(original: () => Method): Method {
  return function (name, make) {
    const frame = elsewhere(this.request) ?? currentFrame();
    const isBound = frame !== undefined && typeof make === 'function';
    return original().call(this, name, isBound ? frame.bind(make as () => unknown) : make);
  };
}

import { contextOf } from '@aiolocals/core/http';
import type { AnyFunction, PlatformReply } from './adapter-shapes.js';
import { enterWithin } from './enter-within.js';

/** Methods that answer a request. They call functions of the user, such as `toJSON`. Fastify has the first one. */
const ANSWERS = ['send', 'json', 'jsonp', 'redirect', 'render'];
const bound = new WeakSet<object>();

/**
 * Makes the methods by which handlers answer run in the context of the request: a long poll is answered in another
 * request's context.
 *
 * @param prototype - What the responses of an app inherit from, and those of no other app.
 */
export function enterResponseMethods(prototype: object): void {
  if (bound.has(prototype)) return;
  bound.add(prototype);
  const methods = prototype as Record<string, AnyFunction | undefined>;
  for (const name of ANSWERS) {
    const original = methods[name];
    if (typeof original !== 'function') continue;
    const entered = function (this: PlatformReply, ...args: unknown[]): unknown {
      const context = contextOf(this.raw ?? this);
      const call = (): unknown => Reflect.apply(original, this, args);
      return context === undefined ? call() : enterWithin(context, call);
    };
    Object.defineProperty(entered, 'length', { value: original.length });
    methods[name] = entered;
  }
}

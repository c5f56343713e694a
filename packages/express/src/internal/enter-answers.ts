import { currentFrame } from '@aiolocals/core/carrier';
import { contextOf } from '@aiolocals/core/http';
import type { AnyMethod } from './express-shapes.js';
import { ownerOf } from './owner-of.js';
import { frameFor } from './reenter-layers.js';
import { replaceMethod } from './replace-method.js';

type Answer = (this: object, ...args: unknown[]) => unknown;

const METHODS = ['send', 'json', 'jsonp', 'redirect'];

/**
 * Makes the methods that send an answer run in the context of their request, whoever calls them. They call
 * functions of the user, such as `toJSON` and wrappers of `end`.
 */
export function enterAnswers(response: object): void {
  for (const name of METHODS) {
    const prototype = ownerOf(response, name);
    if (prototype !== undefined)
      replaceMethod(prototype, name, (original) => enter(original as Answer) as AnyMethod);
  }
}

function enter(original: Answer): Answer {
  return function (...args) {
    const context = contextOf(this);
    // Called directly where it can be: to enter a context adds frames to stack traces.
    if (context === undefined || currentFrame() === context)
      return Reflect.apply(original, this, args);
    return frameFor(context).enter(Reflect.apply, original, this, args) as unknown;
  };
}

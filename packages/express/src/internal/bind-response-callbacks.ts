import { contextOf } from '@aiolocals/core/http';
import type { AnyMethod } from './express-shapes.js';
import { frameFor } from './reenter-layers.js';
import { ownerOf } from './owner-of.js';
import { replaceMethod } from './replace-method.js';

type Render = (this: object, ...args: unknown[]) => unknown;

const METHODS = ['render', 'sendFile', 'sendfile', 'download'];

/** Has the callbacks of an app's responses run in the context of their request. */
export function bindResponseCallbacks(response: object): void {
  for (const name of METHODS) {
    const prototype = ownerOf(response, name);
    if (prototype !== undefined) {
      replaceMethod(prototype, name, (original) => bindCallbacks(original as Render));
    }
  }
}

function bindCallbacks(original: Render): AnyMethod {
  const replacement: Render = function (...args) {
    const context = contextOf(this);
    return Reflect.apply(
      original,
      this,
      context === undefined
        ? args
        : args.map((arg) =>
            typeof arg === 'function' ? frameFor(context).bind(arg as Render) : arg,
          ),
    );
  };
  return replacement as AnyMethod;
}

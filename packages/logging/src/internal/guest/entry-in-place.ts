import { Context } from '@aiolocals/core';
import { isError } from '../entry/describe-error.js';
import type { Settings } from '../logger/settings.js';
import { pipesOf } from '../winston/pipes.js';
import type { AnyLogger } from '../winston/shapes.js';
import { ownCopy } from './own-copy.js';

/**
 * Returns the object that is written in place of a caller's: a copy, or itself where winston's users rely on that. An
 * application that reads entries out of a stream of objects can compare the errors that it gets with those that it
 * logged. Outside any request there is nothing to put on them.
 */
export function entryInPlaceOf(root: AnyLogger, settings: Settings, source: object): object {
  const { fields, names } = settings;
  const isItself =
    isError(source) &&
    Context.current() === undefined &&
    fields.length === 0 &&
    !names.isEmptyOutside &&
    Object.isExtensible(source) &&
    pipesOf(root).every((pipe) => pipe._accept === undefined || pipe.isObjectMode === true);
  return isItself ? source : ownCopy(source);
}

/** Returns the entry of something that winston would throw for. */
export function entryOf(root: AnyLogger, given: unknown): object {
  if (typeof given === 'object' && given !== null) return given;
  const level = 'info' in root.levels ? 'info' : root.level;
  return { level, message: String(given).trimEnd() };
}

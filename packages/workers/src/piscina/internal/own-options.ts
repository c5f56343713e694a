import { types } from 'node:util';

/**
 * Returns the options without what they inherit, as Piscina reads them: nobody sets an option of every pool by adding
 * to `Object.prototype`. What cannot be options is returned unchanged, to be refused.
 */
export function ownOptions<Options>(options: Options): Options {
  return canBeOptions(options) ? Object.assign(Object.create(null) as object, options) : options;
}

/** A copy of a list, a map, a set or a promise would be empty, and so would count as no options. */
export function canBeOptions(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    !(Array.isArray(value) || types.isMap(value) || types.isSet(value) || types.isPromise(value))
  );
}

import { holdsElsewhere } from '@aiolocals/core/options';

/**
 * Returns the options without what they inherit, as Piscina reads them: nobody sets an option of every pool by adding
 * to `Object.prototype`. What cannot be options is returned unchanged, to be refused.
 */
export function ownOptions<Options>(options: Options): Options {
  return canBeOptions(options) ? Object.assign(Object.create(null) as object, options) : options;
}

/** A copy of a list, a map, an AbortSignal and the like would be empty, and so would count as no options. */
export function canBeOptions(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    prototype === null ||
    prototype === Object.prototype ||
    Object.keys(value).length > 0 ||
    !holdsElsewhere(value)
  );
}

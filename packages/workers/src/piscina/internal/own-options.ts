/**
 * Returns the options without what they inherit, as Piscina reads them: nobody sets an option of every pool by adding
 * to `Object.prototype`. What is no object is returned unchanged, to be refused.
 */
export function ownOptions<Options>(options: Options): Options {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) return options;
  return Object.assign(Object.create(null) as object, options);
}

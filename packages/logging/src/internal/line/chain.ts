import type { Logform } from 'winston';
import { RequestIdFilter } from '../../request-id-filter.js';
import { expected } from '../expect.js';

/** One format of several: the filters in their order, then the formatter. What a filter drops goes no further. */
export function chain(
  filters: Iterable<Logform.Format>,
  formatter: Logform.Format,
): Logform.Format {
  const all = [...filters, formatter];
  for (const format of all) {
    if (typeof format?.transform !== 'function')
      throw expected('format', 'a winston format', format);
  }
  // An entry of a configured logger has the request on it from the beginning.
  const formats = all.filter(
    (format) => Object.getPrototypeOf(format) !== RequestIdFilter.prototype,
  );
  const [only] = formats;
  if (formats.length === 1 && only !== undefined) return only;
  return {
    transform(info) {
      let result: Logform.TransformableInfo | boolean = info;
      for (const format of formats) {
        result = format.transform(result as Logform.TransformableInfo, format.options);
        if (!result) return false;
      }
      return result;
    },
  };
}

import type { Logform } from 'winston';
import { expected } from '@aiolocals/core/options';

/**
 * Combines formats to one that runs them in their order. When one of them drops an entry, the next ones do not run.
 *
 * @throws TypeError if one of them is not a winston format.
 */
export function chain(formats: readonly Logform.Format[]): Logform.Format {
  for (const format of formats) {
    if (typeof format?.transform !== 'function')
      throw expected('format', 'a winston format', format, 'return what `winston.format` makes');
  }
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

import { expected } from '@aiolocals/core/options';

/** What to do with a carrier that cannot be restored. */
export type OnRefusal = 'throw' | 'run-from-nothing';

/**
 * Returns the option, or its default.
 *
 * @throws TypeError if `options` is not an object, or the option is invalid.
 */
export function expectOnRefusal(
  options: { readonly onRefusal?: OnRefusal } | undefined,
): OnRefusal {
  if (options === undefined) return 'throw';
  if (typeof options !== 'object' || options === null)
    throw expected('options', 'an object', options);
  const { onRefusal = 'throw' } = options;
  if (onRefusal === 'throw' || onRefusal === 'run-from-nothing') return onRefusal;
  throw expected('onRefusal', "'throw' or 'run-from-nothing'", onRefusal);
}

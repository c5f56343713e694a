import { share } from '../../internal/runtime/share.js';

/** The ids that were chosen before their request was opened, for all copies of the package. */
interface EarlyIds {
  readonly byRequest: WeakMap<object, string>;
  /** Whether there are any: most processes never choose one early. */
  areUsed: boolean;
}

export const earlyIds: EarlyIds = share('earlyIds', { byRequest: new WeakMap(), areUsed: false });

export { optionsChecker } from '../internal/check-options.js';
export {
  describe,
  expectBoolean,
  expected,
  expectFunction,
  expectName,
  expectSignal,
  expectTimeout,
} from '../internal/expect.js';
export { holdsElsewhere } from '../internal/holds-elsewhere.js';
export { nearestName } from '../internal/nearest-name.js';

export type { Check, CheckOptions, Checks } from '../internal/check-options.js';

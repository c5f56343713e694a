import { packageConfig } from '../../vitest.shared.js';

export default packageConfig({
  test: { coverage: { thresholds: { 100: true } } },
});

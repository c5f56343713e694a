import { packageConfig } from '../vitest.shared.js';

// `pnpm fuzz` runs these: no `pnpm test` does.
export default packageConfig({
  test: { include: ['fuzz/**/*.test.ts'], typecheck: { enabled: false }, testTimeout: 600_000 },
});

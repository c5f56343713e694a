import { fileURLToPath } from 'node:url';
import { packageConfig } from '../vitest.shared.js';

// Runs the template's own tests where it stands: `pnpm template:check`.
export default packageConfig({
  resolve: {
    alias: [
      {
        find: '@aiolocals/example-framework',
        replacement: fileURLToPath(new URL('adapter/src/index.ts', import.meta.url)),
      },
    ],
  },
  test: {
    coverage: { enabled: false },
    typecheck: { enabled: false },
  },
});

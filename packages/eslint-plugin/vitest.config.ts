import { fileURLToPath } from 'node:url';
import { packageConfig } from '../../vitest.shared.js';

export default packageConfig({
  // The shared alias is for names of one word.
  resolve: {
    alias: [
      {
        find: /^@aiolocals\/eslint-plugin$/,
        replacement: fileURLToPath(new URL('src/index.ts', import.meta.url)),
      },
    ],
  },
  test: {
    coverage: { thresholds: { statements: 96, branches: 90, functions: 100, lines: 98 } },
  },
});

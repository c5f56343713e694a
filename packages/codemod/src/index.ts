export { codemods, migrate } from './migrate.js';

export type { Codemod, Migration } from './migrate.js';
export type { Leftover } from './leftover.js';

import type { ESLint, Linter } from 'eslint';
import { rules } from './rules.js';

/** The plugin itself. */
const plugin: ESLint.Plugin = {
  meta: { name: '@aiolocals/eslint-plugin', namespace: '@aiolocals' },
  rules: { ...rules },
};

const all = Object.keys(rules).map((name): [string, Linter.RuleSeverity] => [
  `@aiolocals/${name}`,
  'error',
]);

/** Configurations for `eslint.config.mjs`. `recommended` turns each rule on as an error. */
export const configs: { readonly recommended: Linter.Config } = {
  recommended: {
    name: '@aiolocals/recommended',
    plugins: { '@aiolocals': plugin },
    rules: Object.fromEntries(all),
  },
};
plugin.configs = configs;

export const meta: NonNullable<ESLint.Plugin['meta']> = plugin.meta ?? {};
export { rules } from './rules.js';
// ESLint and oxlint take the default export of a module for the plugin.
export default plugin;

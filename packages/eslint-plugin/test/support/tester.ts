import parser from '@typescript-eslint/parser';
import { RuleTester } from 'eslint';
import { describe, it } from 'vitest';

RuleTester.describe = describe;
RuleTester.it = it;
RuleTester.itOnly = it.only;

/** Tests of JavaScript: ECMAScript modules, with the globals of Node. */
export const tester: RuleTester = new RuleTester({
  languageOptions: { ecmaVersion: 'latest', sourceType: 'module' },
});

/** How a case is read as CommonJS. */
export const commonJs = { languageOptions: { sourceType: 'commonjs' } } as const;

/** How a case is read as TypeScript. */
export const typescript = { languageOptions: { parser } } as const;

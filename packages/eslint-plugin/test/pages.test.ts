import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import plugin, { configs, rules } from '@aiolocals/eslint-plugin';
import { Linter } from 'eslint';
import { describe, expect, test } from 'vitest';

const folder = fileURLToPath(new URL('../docs/rules/', import.meta.url));
const readme = readFileSync(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8');
const pageOf = (name: string): string => readFileSync(`${folder}${name}.md`, 'utf8');

/** Returns the code of a section. */
function codeUnder(page: string, title: string): string {
  const section = page.split(`\n## ${title}\n`)[1] ?? '';
  return /```js\n(?<code>.*?)```/s.exec(section)?.groups?.['code'] ?? '';
}

/** Returns the rules that report something about the code. */
function reporting(code: string): (string | null)[] {
  const languageOptions = { ecmaVersion: 'latest', sourceType: 'module' } as const;
  return new Linter()
    .verify(code, [{ ...configs.recommended, languageOptions }])
    .map(({ ruleId, message }) => ruleId ?? message);
}

describe.each(Object.keys(rules))('the page of %s', (name) => {
  test('shows code that the rule reports, and code that none does', () => {
    const page = pageOf(name);
    expect(new Set(reporting(codeUnder(page, 'Wrong')))).toEqual(new Set([`@aiolocals/${name}`]));
    expect(codeUnder(page, 'Right')).not.toBe('');
    expect(reporting(codeUnder(page, 'Right'))).toEqual([]);
  });

  test('begins as the rule describes itself, and the rule leads to it', () => {
    const { docs } = rules[name]?.meta ?? {};
    expect(pageOf(name)).toMatch(`# ${name}\n\n${docs?.description}.\n`);
    expect(docs?.url).toMatch(new RegExp(`/packages/eslint-plugin/docs/rules/${name}\\.md$`));
    expect(readme).toContain(`docs/rules/${name}.md`);
  });
});

test('each page has a rule, and the recommended configuration has all of them', () => {
  const pages = readdirSync(folder).map((file) => file.replace('.md', ''));
  expect(pages.toSorted()).toEqual(Object.keys(rules).toSorted());
  expect(Object.keys(configs.recommended.rules ?? {})).toEqual(
    Object.keys(rules).map((name) => `@aiolocals/${name}`),
  );
  expect(plugin.configs).toBe(configs);
});

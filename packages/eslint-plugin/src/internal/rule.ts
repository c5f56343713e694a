import type { Rule } from 'eslint';

const PAGES = 'https://github.com/aiolocals/aiolocals/blob/main/packages/eslint-plugin/docs/rules';

interface Definition {
  readonly description: string;
  readonly messages: Readonly<Record<string, string>>;
  readonly type?: 'problem' | 'suggestion';
  readonly fixable?: 'code';
  readonly hasSuggestions?: true;
  readonly schema?: object[];
  create(context: Rule.RuleContext): Rule.RuleListener;
}

/** Returns a rule with the address of its page. */
export function rule(name: string, definition: Definition): Rule.RuleModule {
  const { description, messages, type = 'problem', schema = [], create, ...flags } = definition;
  return {
    meta: {
      type,
      docs: { description, recommended: true, url: `${PAGES}/${name}.md` },
      messages: { ...messages },
      schema: schema,
      ...flags,
    },
    create: (context) => create(context),
  };
}

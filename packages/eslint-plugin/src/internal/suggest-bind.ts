import type { Rule, SourceCode } from 'eslint';
import { coreNameAt } from './import-core.js';
import type { Node } from './node.js';

/** Returns the suggestion to put `bind` of core around a function. */
export function suggestBind(source: SourceCode, node: Node): Rule.SuggestionReportDescriptor[] {
  const bind = coreNameAt(source, node, 'bind');
  if (bind === undefined) return [];
  return [
    {
      messageId: 'bind',
      fix: (fixer) => [
        ...bind.fix(fixer),
        fixer.insertTextBefore(node, `${bind.name}(`),
        fixer.insertTextAfter(node, ')'),
      ],
    },
  ];
}

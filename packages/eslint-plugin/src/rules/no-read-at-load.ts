import type { Rule } from 'eslint';
import { isLocal } from '../internal/known.js';
import { isAtLoad, type Node } from '../internal/node.js';
import { rule } from '../internal/rule.js';

/** Names that may be asked for anywhere: the platform and test runners probe any object for them. */
const PROBES = new Set(['constructor', 'then', 'toJSON', 'toString', 'valueOf']);

/** Reports attributes of a Local that are used while a module loads, outside any context. */
export const noReadAtLoad: Rule.RuleModule = rule('no-read-at-load', {
  description: 'Disallow using an attribute of a Local when a module loads',
  messages: {
    used: 'Outside any context: `{{text}}` runs when this module loads, and throws a NoContextError. Move it into a function that a request or a job calls, or use `Local.peek`.',
  },
  create(context) {
    const { sourceCode } = context;
    const check = (node: Node, local: Node): void => {
      if (!isAtLoad(node) || !isLocal(sourceCode, local)) return;
      const text = sourceCode.getText(node).split('\n', 1)[0] ?? '';
      context.report({ node, messageId: 'used', data: { text } });
    };
    return {
      MemberExpression(node) {
        const { property, computed } = node;
        if (!computed && property.type === 'Identifier' && PROBES.has(property.name)) return;
        check(node, node.object);
      },
      SpreadElement: (node) => check(node, node.argument),
      VariableDeclarator(node) {
        if (node.id.type === 'ObjectPattern' && node.init) check(node, node.init);
      },
    };
  },
});

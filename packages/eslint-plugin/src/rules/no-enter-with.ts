import type { Rule } from 'eslint';
import { memberName, unwrap } from '../internal/node.js';
import { isFrom, valueOf } from '../internal/origin.js';
import { rule } from '../internal/rule.js';

const HOOKS = ['async_hooks', 'node:async_hooks'];

/** Reports `enterWith` and `withScope` of an AsyncLocalStorage, which leak into the caller. */
export const noEnterWith: Rule.RuleModule = rule('no-enter-with', {
  description: 'Disallow `enterWith` and `withScope` of AsyncLocalStorage',
  messages: {
    leaks:
      '`{{method}}` changes the context of the caller too, for good if it comes before the first `await`. Use `run`, or a Context.',
  },
  create(context) {
    const { sourceCode } = context;
    return {
      CallExpression(node) {
        const callee = unwrap(node.callee);
        if (callee.type !== 'MemberExpression') return;
        const method = memberName(callee);
        if (method === undefined || !['enterWith', 'withScope'].includes(method)) return;
        const storage = valueOf(sourceCode, callee.object);
        const isStorage =
          storage.type === 'NewExpression' &&
          isFrom(sourceCode, storage.callee, HOOKS, 'AsyncLocalStorage');
        // Nothing else is known to have an `enterWith`. Many classes have a `withScope`.
        if (isStorage || method === 'enterWith')
          context.report({ node: callee.property, messageId: 'leaks', data: { method } });
      },
    };
  },
});

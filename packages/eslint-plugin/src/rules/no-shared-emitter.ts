import type { Rule, Scope, SourceCode } from 'eslint';
import type * as ESTree from 'estree';
import { isUnboundFunction } from '../internal/callbacks.js';
import { isCore, makesEmitter } from '../internal/known.js';
import { runsOnlyAtLoad } from '../internal/load-only.js';
import { memberName, type Node, unwrap, userOf } from '../internal/node.js';
import { valueOf, variableOf } from '../internal/origin.js';
import { rule } from '../internal/rule.js';
import { suggestBind } from '../internal/suggest-bind.js';

const ADDING = new Set([
  'addEventListener',
  'addListener',
  'on',
  'once',
  'prependListener',
  'prependOnceListener',
]);
/** Usual names of an emitter that files share. */
const NAMES = /(?:bus|channel|emitter|events|hub|pubsub)$/i;

/** Reports listeners that a function adds to an emitter of the module, which all requests share. */
export const noSharedEmitter: Rule.RuleModule = rule('no-shared-emitter', {
  description: 'Disallow adding an unbound listener to an emitter that requests share',
  hasSuggestions: true,
  messages: {
    added:
      'Requests share `{{name}}`, so this listener runs in the context of whoever emits. Use `bind(listener)`, or `bindEmitter({{name}})` once.',
    bind: 'Bind the listener to the context in which it is added.',
  },
  create(context) {
    const { sourceCode } = context;
    return {
      CallExpression(node) {
        const callee = unwrap(node.callee);
        if (callee.type !== 'MemberExpression' || !ADDING.has(memberName(callee) ?? '')) return;
        const [, listener] = node.arguments;
        if (listener === undefined || !isUnboundFunction(sourceCode, listener)) return;
        const emitter = sharedEmitter(sourceCode, callee);
        if (emitter === undefined || runsOnlyAtLoad(sourceCode, node)) return;
        context.report({
          node: listener,
          messageId: 'added',
          data: { name: emitter.name },
          suggest: suggestBind(sourceCode, listener),
        });
      },
    };
  },
});

function sharedEmitter(
  source: SourceCode,
  { object }: ESTree.MemberExpression,
): Scope.Variable | undefined {
  const variable = variableOf(source, unwrap(object));
  if (variable === undefined || variable.scope.block.type !== 'Program') return undefined;
  const isEmitter =
    makesEmitter(source, valueOf(source, object)) ||
    (NAMES.test(variable.name) && isFromHere(source, variable));
  return isEmitter && !isBoundEmitter(source, variable) ? variable : undefined;
}

/** Whether it is imported from a file of the project. */
function isFromHere(source: SourceCode, variable: Scope.Variable): boolean {
  const [definition] = variable.defs;
  if (definition?.type === 'ImportBinding') {
    const { source: from } = definition.parent;
    return /^[.#@~]\/?/.test(String(from?.value)) && !/^@[^/]/.test(String(from?.value));
  }
  const init = (definition?.node as ESTree.VariableDeclarator | undefined)?.init;
  return init !== null && init !== undefined && /\brequire\(['"][.#]/.test(source.getText(init));
}

/** Whether `bindEmitter` is called with it somewhere. */
function isBoundEmitter(source: SourceCode, variable: Scope.Variable): boolean {
  return variable.references.some(({ identifier }) => {
    const { user, value } = userOf(identifier as Node);
    return (
      user?.type === 'CallExpression' &&
      user.arguments[0] === value &&
      isCore(source, user.callee, 'bindEmitter')
    );
  });
}

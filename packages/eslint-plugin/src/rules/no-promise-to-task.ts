import type { Rule, SourceCode } from 'eslint';
import type * as ESTree from 'estree';
import { isCore } from '../internal/known.js';
import { type FunctionNode, isFunction, memberName, type Node, unwrap } from '../internal/node.js';
import { type Likelihood, promiseLikelihood } from '../internal/promise.js';
import { rule } from '../internal/rule.js';

/** Reports promises that are passed to `wrapAsync` or `wrapGather` in place of functions. */
export const noPromiseToTask: Rule.RuleModule = rule('no-promise-to-task', {
  description: 'Disallow passing a promise to `wrapAsync` and `wrapGather`',
  fixable: 'code',
  hasSuggestions: true,
  messages: {
    promise:
      '`{{name}}` takes a function: a promise has started already, in the context of the caller. Pass `() => …`.',
    arrow: 'Pass a function that makes the call.',
  },
  create(context) {
    const { sourceCode } = context;
    const check = (name: string, node: Node): void => {
      const likelihood = promiseLikelihood(sourceCode, node);
      if (likelihood !== 'no') report(context, name, node, likelihood);
    };
    return {
      CallExpression({ callee, arguments: [tasks] }) {
        if (tasks === undefined) return;
        if (isCore(sourceCode, callee, 'wrapAsync')) check('wrapAsync', tasks);
        if (!isCore(sourceCode, callee, 'wrapGather')) return;
        for (const task of tasksIn(sourceCode, tasks)) check('wrapGather', task);
        const mapper = asyncMapper(tasks);
        if (mapper !== undefined) report(context, 'wrapGather', mapper, 'certain');
      },
    };
  },
});

/** The tasks that the file shows: the elements of a list, or what the callback of a `map` returns. */
function tasksIn(source: SourceCode, node: Node): readonly Node[] {
  const list = unwrap(node);
  if (list.type === 'ArrayExpression')
    return list.elements.filter(
      (task): task is ESTree.Expression => task !== null && task.type !== 'SpreadElement',
    );
  const mapper = mapperOf(list);
  if (mapper === undefined || mapper.async === true || mapper.body.type === 'BlockStatement')
    return [];
  return promiseLikelihood(source, mapper.body) === 'no' ? [] : [mapper.body];
}

function mapperOf(node: Node): FunctionNode | undefined {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return undefined;
  const [mapper] = node.arguments;
  return memberName(node.callee) === 'map' && isFunction(mapper) ? mapper : undefined;
}

/** `map(async (item) => …)`: what it returns is a promise. */
function asyncMapper(node: Node): FunctionNode | undefined {
  const mapper = mapperOf(unwrap(node));
  return mapper?.async === true ? mapper : undefined;
}

function report(context: Rule.RuleContext, name: string, node: Node, likelihood: Likelihood): void {
  const { sourceCode } = context;
  const fix = fixOf(sourceCode, node);
  const isSafe = likelihood === 'certain' && fix !== undefined;
  context.report({
    node,
    messageId: 'promise',
    data: { name },
    ...(isSafe ? { fix } : {}),
    suggest: isSafe || fix === undefined ? [] : [{ messageId: 'arrow', fix }],
  });
}

/** The call would have thrown, so a function in place of the promise breaks nothing. */
function fixOf(
  source: SourceCode,
  node: Node,
): ((fixer: Rule.RuleFixer) => Rule.Fix | Rule.Fix[]) | undefined {
  if (isFunction(node))
    return node.type === 'ArrowFunctionExpression' ? splitMapper(source, node) : undefined;
  // A promise in a variable was made elsewhere.
  if (unwrap(node).type === 'Identifier') return undefined;
  if (/\b(?:await|yield)\b/.test(source.getText(node))) return undefined;
  return (fixer) => fixer.insertTextBefore(node, '() => ');
}

/** `async (item) => …` becomes `(item) => async () => …`. */
function splitMapper(source: SourceCode, node: ESTree.ArrowFunctionExpression) {
  const keyword = source.getFirstToken(node);
  const arrow = source.getTokenBefore(node.body, ({ value }) => value === '=>');
  if (
    keyword === null ||
    arrow === null ||
    /\bawait\b/.test(node.params.map((one) => source.getText(one)).join(','))
  )
    return undefined;
  const next = source.getTokenAfter(keyword);
  return (fixer: Rule.RuleFixer): Rule.Fix[] => [
    fixer.removeRange([keyword.range[0], next?.range[0] ?? keyword.range[1]]),
    fixer.insertTextAfter(arrow, ' async () =>'),
  ];
}

import type { Rule, SourceCode } from 'eslint';
import type * as ESTree from 'estree';
import { isCore } from '../internal/known.js';
import { isAtLoad, type Node, parentOf } from '../internal/node.js';
import { rule } from '../internal/rule.js';
import { runsOnlyAtLoad } from '../internal/load-only.js';
import { isInTest } from '../internal/test-call.js';

/** Reports Locals that are made in a function: each call makes another one, with a state of its own. */
export const noLocalInFunction: Rule.RuleModule = rule('no-local-in-function', {
  description: 'Disallow making a Local in a function',
  hasSuggestions: true,
  messages: {
    made: 'Each call makes another Local, and none is ever collected. Make it once, at the top of the module, or use `Local.for(key)`.',
    move: 'Move it to the top of the module.',
  },
  create(context) {
    const { sourceCode } = context;
    return {
      NewExpression(node) {
        if (isAtLoad(node) || !isCore(sourceCode, node.callee, 'Local')) return;
        if (isInTest(node) || runsOnlyAtLoad(sourceCode, node)) return;
        const fix = moveToTop(sourceCode, node);
        const suggest = fix === undefined ? [] : [{ messageId: 'move', fix }];
        context.report({ node, messageId: 'made', suggest });
      },
    };
  },
});

/** Moves the declaration before the statement of the module that it is in, if it needs nothing of the function. */
function moveToTop(
  source: SourceCode,
  node: ESTree.NewExpression,
): ((fixer: Rule.RuleFixer) => Rule.Fix[]) | undefined {
  const declarator = parentOf(node);
  if (declarator?.type !== 'VariableDeclarator' || declarator.id.type !== 'Identifier')
    return undefined;
  const declaration = parentOf(declarator);
  if (declaration?.type !== 'VariableDeclaration' || declaration.declarations.length > 1)
    return undefined;
  if (declaration.kind !== 'const' || parentOf(declaration)?.type !== 'BlockStatement')
    return undefined;
  const statement = topStatement(declaration);
  if (isTaken(source, declarator.id.name) || needsFunction(source, node)) return undefined;
  return (fixer) => [
    fixer.insertTextBefore(statement, `${source.getText(declaration)}\n\n`),
    removeLine(source, fixer, declaration),
  ];
}

function topStatement(node: Node): Node {
  let statement = node;
  for (let outer = parentOf(node); outer && outer.type !== 'Program'; outer = parentOf(outer))
    statement = outer;
  return statement;
}

function isTaken(source: SourceCode, name: string): boolean {
  return source.scopeManager.scopes.some(
    (scope) => scope.block.type === 'Program' && scope.set.has(name),
  );
}

/** Whether the expression uses what is declared in a function around it. */
function needsFunction(source: SourceCode, node: Node): boolean {
  const [start, end] = node.range ?? [0, 0];
  const isInside = (range: readonly number[] = [0, 0]): boolean =>
    (range[0] ?? 0) >= start && (range[1] ?? 0) <= end;
  return source.scopeManager.scopes.some((scope) =>
    scope.references.some(({ identifier, resolved }) => {
      if (!isInside(identifier.range) || resolved === null) return false;
      return resolved.scope.block.type !== 'Program' && !isInside(resolved.scope.block.range);
    }),
  );
}

function removeLine(source: SourceCode, fixer: Rule.RuleFixer, node: Node): Rule.Fix {
  const [start, end] = node.range ?? [0, 0];
  const { text } = source;
  const before = /[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0;
  const after = /^[ \t]*\r?\n/.exec(text.slice(end))?.[0].length ?? 0;
  return fixer.removeRange([start - before, end + after]);
}

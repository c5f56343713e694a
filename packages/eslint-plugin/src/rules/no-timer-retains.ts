import type { Rule, Scope, SourceCode } from 'eslint';
import type * as ESTree from 'estree';
import { coreNameAt } from '../internal/import-core.js';
import { isCore } from '../internal/known.js';
import { runsOnlyAtLoad } from '../internal/load-only.js';
import { functionsAround, isFunction, type Node, parentOf, userOf } from '../internal/node.js';
import { isFrom, variableOf } from '../internal/origin.js';
import { rule } from '../internal/rule.js';
import { isInTest } from '../internal/test-call.js';

const TIMERS = ['global', 'node:timers', 'timers'];
/** As long as a context may be used after its end before it is reported, in milliseconds. */
const LONG = 60_000;

/** Reports timers that keep the context of a request in memory, and go on in it, long after the request. */
export const noTimerRetains: Rule.RuleModule = rule('no-timer-retains', {
  description: 'Disallow intervals and long timers that keep the context of a request',
  hasSuggestions: true,
  messages: {
    interval:
      'This interval keeps the context in which it starts, and logs with its id for good. Start it with `Context.exit`, or clear it here.',
    timeout:
      'This timer keeps the context in which it starts for longer than a request takes. Start it with `Context.exit`.',
    exit: 'Start it outside any context.',
  },
  create(context) {
    const { sourceCode } = context;
    return {
      CallExpression(node) {
        const messageId = kindOf(sourceCode, node);
        if (messageId === undefined || isOutside(sourceCode, node)) return;
        if (isCleared(sourceCode, node) || isInTest(node)) return;
        if (runsOnlyAtLoad(sourceCode, node)) return;
        context.report({ node, messageId, suggest: suggestExit(sourceCode, node) });
      },
    };
  },
});

function kindOf(
  source: SourceCode,
  { callee, arguments: [, delay] }: ESTree.CallExpression,
): 'interval' | 'timeout' | undefined {
  const isTimer = (name: string): boolean =>
    isFrom(source, callee, TIMERS, name) || isFrom(source, callee, 'global', `globalThis.${name}`);
  if (isTimer('setInterval')) return 'interval';
  return isTimer('setTimeout') && numberOf(delay) >= LONG ? 'timeout' : undefined;
}

/** The value of a number, or of a product of numbers. */
function numberOf(node: Node | undefined): number {
  if (node?.type === 'Literal') return Number(node.value);
  if (node?.type !== 'BinaryExpression' || node.operator !== '*') return Number.NaN;
  return numberOf(node.left) * numberOf(node.right);
}

/** Whether it is in a function that is passed to `Context.exit`. */
function isOutside(source: SourceCode, node: Node): boolean {
  for (const outer of functionsAround(node)) {
    const { user, value } = userOf(outer);
    if (user?.type !== 'CallExpression' || user.arguments[0] !== value) continue;
    if (isCore(source, user.callee, 'Context.exit')) return true;
  }
  return false;
}

/** Whether the timer goes to where it can be cleared: a variable that is cleared, a property, a caller. */
function isCleared(source: SourceCode, node: Node): boolean {
  let { user, value } = userOf(node);
  // `setInterval(…).unref()` returns the timer too.
  while (user?.type === 'MemberExpression' && user.object === value) {
    const call = userOf(user);
    if (call.user?.type !== 'CallExpression' || call.user.callee !== call.value) return false;
    ({ user, value } = userOf(call.user));
  }
  if (user?.type === 'ReturnStatement') return true;
  if (isFunction(user)) return user.body === value;
  if (user?.type === 'VariableDeclarator') return isUsed(variableOf(source, user.id), user.id);
  if (user?.type !== 'AssignmentExpression') return false;
  if (user.left.type === 'MemberExpression') return isPropertyUsed(source, user.left);
  return isUsed(variableOf(source, user.left), user.left);
}

/** Whether the variable is passed on, to `clearInterval` or another function, or returned. */
function isUsed(variable: Scope.Variable | undefined, own: Node): boolean {
  return (variable?.references ?? []).some(({ identifier }) => {
    if (identifier === own) return false;
    const user = parentOf(identifier as Node);
    return user?.type !== 'MemberExpression' && user?.type !== 'AssignmentExpression';
  });
}

/** Whether this file clears something of the same name: `clearInterval(this.#timer)`. */
function isPropertyUsed(source: SourceCode, member: ESTree.MemberExpression): boolean {
  const text = source.getText(member.property).replace(/[^\w#$]/g, '');
  return new RegExp(`clear(?:Interval|Timeout)\\([^)]*${text.replace('$', '\\$')}\\b`).test(
    source.text,
  );
}

function suggestExit(
  source: SourceCode,
  node: ESTree.CallExpression,
): Rule.SuggestionReportDescriptor[] {
  const name = coreNameAt(source, node, 'Context');
  if (name === undefined) return [];
  return [
    {
      messageId: 'exit',
      fix: (fixer) => [
        ...name.fix(fixer),
        fixer.insertTextBefore(node, `${name.name}.exit(() => `),
        fixer.insertTextAfter(node, ')'),
      ],
    },
  ];
}

import type { Rule, SourceCode } from 'eslint';
import { isUnboundFunction } from '../internal/callbacks.js';
import { runsOnlyAtLoad } from '../internal/load-only.js';
import { memberName, type Node, unwrap } from '../internal/node.js';
import { originOf, pathOf, valueOf, variableOf } from '../internal/origin.js';
import { rule } from '../internal/rule.js';
import { type SharedResource, sharedResources } from '../internal/shared-resources.js';
import { suggestBind } from '../internal/suggest-bind.js';

/** Methods of emitters: another rule is about them. */
const LISTENING = /^(?:\w*Listeners?|off|on|once|p?subscribe)$/;
/** Usual names of a connection that files share, and of its methods. */
const NAMES = /(?:conn|connection|database|db|pool)$/i;
const ASKING = new Set(['execute', 'getConnection', 'query']);

/** Reports callbacks of shared connections and queues, which run in the context of another request. */
export const noUnboundCallback: Rule.RuleModule = rule('no-unbound-callback', {
  description: 'Disallow unbound callbacks of connections and queues that requests share',
  hasSuggestions: true,
  schema: [
    {
      type: 'object',
      properties: {
        modules: {
          type: 'object',
          additionalProperties: { type: 'array', items: { type: 'string' } },
        },
      },
      additionalProperties: false,
    },
  ],
  messages: {
    passed:
      '`{{name}}.{{method}}` calls this function in the context of another request. Use `bind(fn)`, or the promise of the call.',
    bind: 'Bind the function to the context of the call.',
  },
  create(context) {
    const { sourceCode } = context;
    const [options = {}] = context.options as [{ modules?: Record<string, string[]> }?];
    const own = Object.entries(options.modules ?? {});
    const known = new Map<string, SharedResource>([
      ...Object.entries(sharedResources),
      ...own.map(([name, methods]): [string, SharedResource] => [name, { makers: [], methods }]),
    ]);
    return {
      CallExpression(node) {
        const callee = unwrap(node.callee);
        if (callee.type !== 'MemberExpression') return;
        const method = memberName(callee);
        if (method === undefined || LISTENING.test(method)) return;
        const unbound = node.arguments.filter((arg) => isUnboundFunction(sourceCode, arg));
        if (unbound.length === 0 || !isShared(sourceCode, callee.object, method, known)) return;
        if (runsOnlyAtLoad(sourceCode, node)) return;
        const name = sourceCode.getText(callee.object);
        for (const fn of unbound) {
          context.report({
            node: fn,
            messageId: 'passed',
            data: { name, method },
            suggest: suggestBind(sourceCode, fn),
          });
        }
      },
    };
  },
});

function isShared(
  source: SourceCode,
  object: Node,
  method: string,
  known: ReadonlyMap<string, SharedResource>,
): boolean {
  const value = valueOf(source, object);
  if (value.type === 'NewExpression' || value.type === 'CallExpression') {
    const origin = originOf(source, value.callee);
    const resource = known.get(origin?.from ?? '');
    if (origin === undefined || resource === undefined) return false;
    const { makers, methods } = resource;
    if (makers.length > 0 && !makers.includes(pathOf(origin))) return false;
    return methods === 'any' || methods.includes(method);
  }
  return ASKING.has(method) && isSharedByName(source, unwrap(object));
}

function isSharedByName(source: SourceCode, object: Node): boolean {
  if (object.type !== 'Identifier' || !NAMES.test(object.name)) return false;
  const [definition] = variableOf(source, object)?.defs ?? [];
  if (definition?.type !== 'ImportBinding') return false;
  return /^[.#]/.test(String(definition.parent.source.value));
}

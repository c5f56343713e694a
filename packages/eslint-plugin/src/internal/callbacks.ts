import type { SourceCode } from 'eslint';
import { isBound } from './known.js';
import { isFunction, memberName, type Node } from './node.js';
import { valueOf, variableOf } from './origin.js';

const NAMES = /^(?:callback|cb|done|fn|handler|listener|next|on[A-Z]\w*)$/;

/** Whether an argument is a function that has not been bound to a context. */
export function isUnboundFunction(source: SourceCode, node: Node): boolean {
  if (isBound(source, node)) return false;
  const value = valueOf(source, node);
  if (isFunction(value) || isMethod(value)) return true;
  // A parameter may be anything: only its name is a hint.
  return (
    node.type === 'Identifier' &&
    NAMES.test(node.name) &&
    variableOf(source, node)?.defs[0]?.type === 'Parameter'
  );
}

/** `this.close.bind(this)`: a function with another `this`, and no context. */
function isMethod(node: Node): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
  return memberName(node.callee) === 'bind' && node.arguments[0]?.type === 'ThisExpression';
}

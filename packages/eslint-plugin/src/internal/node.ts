import type { Rule } from 'eslint';
import type * as ESTree from 'estree';

/** Any node. Those of TypeScript have types that ESTree does not know. */
export type Node = ESTree.Node;

/** A function of any form. */
export type FunctionNode =
  | ESTree.FunctionDeclaration
  | ESTree.FunctionExpression
  | ESTree.ArrowFunctionExpression;

/** Expressions of TypeScript that are the value of the one inside. */
const TRANSPARENT = new Set([
  'ChainExpression',
  'ParenthesizedExpression',
  'TSAsExpression',
  'TSInstantiationExpression',
  'TSNonNullExpression',
  'TSSatisfiesExpression',
  'TSTypeAssertion',
]);

export function parentOf(node: Node): Node | undefined {
  return ((node as Rule.Node).parent as Node | null) ?? undefined;
}

export function isFunction(node: Node | null | undefined): node is FunctionNode {
  const type = node?.type;
  return (
    type === 'FunctionDeclaration' ||
    type === 'FunctionExpression' ||
    type === 'ArrowFunctionExpression'
  );
}

/** Returns the expression inside of assertions, parentheses and optional chains. */
export function unwrap(node: Node): Node {
  let inner = node;
  while (TRANSPARENT.has(inner.type)) inner = (inner as unknown as { expression: Node }).expression;
  return inner;
}

/** Returns the node that a value is used in: outside of assertions and optional chains. */
export function userOf(node: Node): { user: Node | undefined; value: Node } {
  let value = node;
  let user = parentOf(node);
  while (user !== undefined && TRANSPARENT.has(user.type)) {
    value = user;
    user = parentOf(user);
  }
  return { user, value };
}

/** Returns the name of a member, if it is written down: `a.b`, `a['b']`. */
export function memberName(node: ESTree.MemberExpression): string | undefined {
  const { property, computed } = node;
  if (!computed) return property.type === 'Identifier' ? property.name : undefined;
  return property.type === 'Literal' && typeof property.value === 'string'
    ? property.value
    : undefined;
}

/** Returns the functions that a node is in, the innermost first. Functions that are called at once do not count. */
export function* functionsAround(node: Node): Generator<Node, undefined> {
  let inner = node;
  for (let outer = parentOf(node); outer !== undefined; outer = parentOf(outer)) {
    if (isFunction(outer) && !isCalledAtOnce(outer) && isRunByCall(outer, inner)) yield outer;
    // The initial value of a field is evaluated for each instance.
    if (isInstanceField(outer) && (outer as ESTree.PropertyDefinition).value === inner) yield outer;
    inner = outer;
  }
}

/** Whether code runs when its module loads: not in a function that somebody calls later. */
export function isAtLoad(node: Node): boolean {
  return functionsAround(node).next().done === true;
}

function isRunByCall(outer: FunctionNode, inner: Node): boolean {
  return outer.body === inner || (outer.params as Node[]).includes(inner);
}

function isCalledAtOnce(node: FunctionNode): boolean {
  const { user, value } = userOf(node);
  return user?.type === 'CallExpression' && user.callee === value && node.generator !== true;
}

function isInstanceField(node: Node): boolean {
  const type: string = node.type;
  if (type !== 'PropertyDefinition' && type !== 'AccessorProperty') return false;
  return !(node as ESTree.PropertyDefinition).static;
}

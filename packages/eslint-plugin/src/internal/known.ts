import type { SourceCode } from 'eslint';
import type * as ESTree from 'estree';
import { memberName, type Node, unwrap } from './node.js';
import { isFrom, originOf, pathOf, valueOf } from './origin.js';

export const CORE = '@aiolocals/core';
const EVENTS = new Set(['events', 'node:events', 'eventemitter3', 'eventemitter2']);

/** Whether the expression is this export of core. */
export function isCore(source: SourceCode, node: Node, path: string): boolean {
  return isFrom(source, node, CORE, path);
}

/** Whether the expression makes a Local: `new Local()`, `Local.for('key')`. */
function makesLocal(source: SourceCode, node: Node): boolean {
  if (node.type === 'NewExpression') return isCore(source, node.callee, 'Local');
  return node.type === 'CallExpression' && isCore(source, node.callee, 'Local.for');
}

/** Whether the expression is a Local: one that this file makes, or one of the packages. */
export function isLocal(source: SourceCode, node: Node): boolean {
  if (isCore(source, node, 'request') || isFrom(source, node, '@aiolocals/logging', 'logging'))
    return true;
  return unwrap(node).type === 'Identifier' && makesLocal(source, valueOf(source, node));
}

/** Whether the expression makes an emitter: of Node, of a well-known package, or of a class here that extends one. */
export function makesEmitter(source: SourceCode, node: Node): boolean {
  return node.type === 'NewExpression' && isEmitterClass(source, node.callee);
}

function isEmitterClass(source: SourceCode, node: Node): boolean {
  const origin = originOf(source, node);
  if (origin !== undefined) {
    const path = pathOf(origin);
    if (origin.from === 'global') return path === 'EventTarget';
    return EVENTS.has(origin.from) && ['', 'default', 'EventEmitter'].includes(path);
  }
  const { superClass } = classOf(source, node) ?? {};
  return superClass !== undefined && superClass !== null && isEmitterClass(source, superClass);
}

function classOf(source: SourceCode, node: Node): ESTree.Class | undefined {
  if (node.type !== 'Identifier') return undefined;
  let scope = source.getScope(node) as ReturnType<SourceCode['getScope']> | null;
  for (; scope !== null; scope = scope.upper) {
    const definition = scope.set.get(node.name)?.defs[0];
    if (definition?.type === 'ClassName') return definition.node;
  }
  return undefined;
}

/** Whether the expression is a function that keeps its context: `bind(fn)`, `context.bind(fn)`, `AsyncResource.bind(fn)`. */
export function isBound(source: SourceCode, node: Node): boolean {
  const value = valueOf(source, node);
  if (value.type !== 'CallExpression') return false;
  const { callee, arguments: args } = value;
  if (isCore(source, callee, 'bind') || isCore(source, callee, 'wrapGenerator')) return true;
  if (callee.type !== 'MemberExpression' || memberName(callee) !== 'bind') return false;
  // `fn.bind(this)` binds `this`, and no context.
  const [first] = args;
  return first !== undefined && first.type !== 'ThisExpression' && first.type !== 'Literal';
}

import type * as ESTree from 'estree';
import { functionsAround, memberName, type Node, unwrap, userOf } from './node.js';

/** The names of functions of test runners. The body of a test runs once, so what it makes does not pile up. */
const RUNNERS = new Set([
  'after',
  'afterAll',
  'afterEach',
  'aroundAll',
  'aroundEach',
  'before',
  'beforeAll',
  'beforeEach',
  'bench',
  'describe',
  'it',
  'specify',
  'suite',
  'test',
  'xdescribe',
  'xit',
]);

/** Whether a node is in a function that is passed to a test runner. */
export function isInTest(node: Node): boolean {
  for (const outer of functionsAround(node)) {
    const { user, value } = userOf(outer);
    if (user?.type !== 'CallExpression' || user.callee === value) continue;
    if (RUNNERS.has(rootOf(user.callee))) return true;
  }
  return false;
}

/** `test` of `test`, `test.only`, `test.each(rows)`. */
function rootOf(callee: Node): string {
  let node = unwrap(callee);
  for (;;) {
    if (node.type === 'Identifier') return node.name;
    if (node.type === 'MemberExpression') node = unwrap(isHook(node) ? node.property : node.object);
    else if (node.type === 'CallExpression') node = unwrap(node.callee);
    else if (node.type === 'TaggedTemplateExpression') node = unwrap(node.tag);
    else return '';
  }
}

/** `t.test`, `t.after` of node:test. */
function isHook(node: ESTree.MemberExpression): boolean {
  return node.object.type === 'Identifier' && RUNNERS.has(memberName(node) ?? '');
}

import type { SourceCode } from 'eslint';
import type * as ESTree from 'estree';
import { isFunction, memberName, type Node, unwrap } from './node.js';
import { isFrom, valueOf } from './origin.js';

/** `certain`: it is a promise. `likely`: it is what some function returned. */
export type Likelihood = 'certain' | 'likely' | 'no';

/** Functions that make a function. */
const MAKERS =
  /^(?:bind|compose|create|curry|debounce|make|memoi[sz]e|once|partial|task|throttle|to|with|wrap)/;

/** Whether an expression is a promise, where a function is wanted. */
export function promiseLikelihood(source: SourceCode, node: Node): Likelihood {
  const value = valueOf(source, node);
  if (value.type === 'NewExpression')
    return isFrom(source, value.callee, 'global', 'Promise') ? 'certain' : 'no';
  if (value.type === 'ImportExpression') return 'certain';
  return value.type === 'CallExpression' ? likelihoodOfCall(source, value) : 'no';
}

function likelihoodOfCall(source: SourceCode, { callee }: ESTree.CallExpression): Likelihood {
  const called = valueOf(source, callee);
  if (isFunction(called))
    return called.async === true && !called.generator ? 'certain' : likelyOf(called);
  if (called.type === 'MemberExpression') {
    const name = memberName(called) ?? '';
    if (isFrom(source, called.object, 'global', 'Promise')) return 'certain';
    if (['catch', 'finally', 'then'].includes(name)) return 'certain';
    return MAKERS.test(name) ? 'no' : 'likely';
  }
  if (isFrom(source, called, 'global', 'fetch')) return 'certain';
  const name =
    unwrap(callee).type === 'Identifier' ? (unwrap(callee) as ESTree.Identifier).name : '';
  return name === '' || MAKERS.test(name) ? 'no' : 'likely';
}

/**
 * Whether a call of a function of this file returns a promise, if the function is not async: not if it returns a
 * function.
 */
function likelyOf({ body }: { readonly body: Node }): Likelihood {
  if (isFunction(body)) return 'no';
  if (body.type !== 'BlockStatement') return 'likely';
  const last = body.body.at(-1);
  return last?.type === 'ReturnStatement' && isFunction(last.argument) ? 'no' : 'likely';
}

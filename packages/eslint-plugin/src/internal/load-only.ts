import type { SourceCode } from 'eslint';
import { functionsAround, isAtLoad, isFunction, type Node, parentOf } from './node.js';

/**
 * Whether a node runs only when its module loads, outside any context: it is in no function, or only in functions of
 * this file that are called only then.
 */
export function runsOnlyAtLoad(source: SourceCode, node: Node): boolean {
  const [innermost] = functionsAround(node);
  return innermost === undefined || isCalledOnlyAtLoad(source, innermost);
}

function isCalledOnlyAtLoad(source: SourceCode, node: Node): boolean {
  const name = nameOf(node);
  if (name === undefined) return false;
  const [variable] = source.scopeManager.getDeclaredVariables(name);
  const uses = variable?.references.filter((reference) => reference.init !== true) ?? [];
  return (
    uses.length > 0 &&
    uses.every(({ identifier }) => {
      const user = parentOf(identifier as Node);
      return user?.type === 'CallExpression' && user.callee === identifier && isAtLoad(user);
    })
  );
}

/** The node that declares the name of a function which is not exported. */
function nameOf(node: Node): Node | undefined {
  if (!isFunction(node)) return undefined;
  const declaration = node.type === 'FunctionDeclaration' ? node : parentOf(node);
  if (declaration === undefined) return undefined;
  const isNamed =
    declaration === node ||
    (declaration.type === 'VariableDeclarator' && declaration.init === node);
  const list = declaration === node ? parentOf(node) : parentOf(parentOf(declaration) as Node);
  return isNamed && list?.type === 'Program' ? declaration : undefined;
}

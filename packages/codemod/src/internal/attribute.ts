import type { ASTNode } from 'jscodeshift';
import type { ModuleFile } from './module-file.js';

/** Returns the attribute of a Local that a key names: `local.user`, `local['a-b']`, `local[key]`. */
export function attributeOf(file: ModuleFile, local: ASTNode, key: ASTNode): ASTNode {
  const { j } = file;
  const { value } = key as { value?: unknown };
  const isName = typeof value === 'string' && /^[A-Za-z_$][\w$]*$/.test(value);
  return isName
    ? j.memberExpression(local as never, j.identifier(value))
    : j.memberExpression(local as never, key as never, true);
}

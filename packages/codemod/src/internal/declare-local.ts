import { insertStatement } from './add-import.js';
import type { ModuleFile } from './module-file.js';

/** Declares `const name = Local.for('key')`, which is the same Local in every file. */
export function declareLocal(file: ModuleFile, name: string, key: string): void {
  const { j } = file;
  const maker = j.memberExpression(file.use('@aiolocals/core', 'Local'), j.identifier('for'));
  const call = j.callExpression(maker, [j.literal(key)]);
  const declarator = j.variableDeclarator(j.identifier(name), call);
  insertStatement(file, j.variableDeclaration('const', [declarator]));
}

import type { ASTNode, ASTPath, CallExpression } from 'jscodeshift';
import { attributeOf } from '../internal/attribute.js';
import { declareLocal } from '../internal/declare-local.js';
import { importedFrom, type Use } from '../internal/imported.js';
import type { ModuleFile } from '../internal/module-file.js';
import { rewriteRun } from './run-of-storage.js';

/** The name and the key of the Local that takes the place of the one store of asynchronous-local-storage. */
const NAME = 'als';

/** Rewrites the uses of asynchronous-local-storage. */
export function asynchronousLocalStorage(file: ModuleFile): void {
  const imported = importedFrom(file, 'asynchronous-local-storage');
  if (imported === undefined) return;
  const done = new Set(imported.uses.map((use) => rewrite(file, use)));
  if (!done.has(false)) imported.remove();
  if (done.has(true)) declareLocal(file, NAME, NAME);
}

/** Returns whether the use could be rewritten. */
function rewrite(file: ModuleFile, { name, path }: Use): boolean {
  const { j } = file;
  // `als.get` of `import { als }`, `import als` and `lib.als`.
  const member = name === NAME ? (path.parent as ASTPath) : path;
  const call = member.parent as ASTPath;
  const { property } = member.node as { property?: { name?: string } };
  const { type, callee, arguments: given } = call.node as CallExpression;
  const isCalled = type === 'CallExpression' && callee === member.node;
  const [first, second] = isCalled ? (given as ASTNode[]) : [];
  const method = name === NAME ? property?.name : name;
  const local = j.identifier(NAME);
  if (method === 'get' && first !== undefined) {
    file.replace(call, attributeOf(file, local, first));
    return true;
  }
  if (method === 'set' && first !== undefined && second !== undefined) {
    const attribute = attributeOf(file, local, first);
    file.replace(call, j.assignmentExpression('=', attribute as never, second as never));
    return true;
  }
  if (method === 'runWith' && first !== undefined)
    return rewriteRun(file, local, call, {
      store: second ?? j.objectExpression([]),
      fn: first,
      library: 'asynchronous-local-storage',
    });
  file.leave(
    path.node,
    `asynchronous-local-storage: \`${method || 'the module'}\` has no counterpart that could be put in its place`,
  );
  return false;
}

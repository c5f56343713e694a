import type { ASTPath, CallExpression } from 'jscodeshift';
import { attributeOf } from '../internal/attribute.js';
import { importedFrom, type Use } from '../internal/imported.js';
import type { ModuleFile } from '../internal/module-file.js';
import { declareLocal } from '../internal/declare-local.js';

/** The key of the Local that takes the place of the one namespace of express-http-context. */
const KEY = 'http-context';

/** Rewrites the uses of express-http-context. */
export function expressHttpContext(file: ModuleFile): void {
  const imported = importedFrom(file, 'express-http-context');
  if (imported === undefined) return;
  const local = imported.local ?? 'httpContext';
  const done = new Set(imported.uses.map((use) => rewrite(file, use, local)));
  if (!done.has(false)) imported.remove();
  if (done.has('state')) declareLocal(file, local, KEY);
}

/** Returns whether the use could be rewritten, and whether what it became uses the Local. */
function rewrite(file: ModuleFile, { name, path }: Use, local: string): boolean | 'state' {
  const { j } = file;
  const parent = path.parent as ASTPath;
  const call = parent.node as CallExpression;
  const isCalled = call.type === 'CallExpression' && call.callee === path.node;
  const [key, value] = isCalled ? call.arguments : [];
  if (name === 'middleware' && !isCalled) {
    file.replace(path, j.callExpression(file.use('@aiolocals/express', 'contextMiddleware'), []));
    return true;
  }
  if (name === 'get' && key !== undefined) {
    file.replace(parent, attributeOf(file, j.identifier(local), key));
    return 'state';
  }
  if (name === 'set' && key !== undefined && value !== undefined) {
    const attribute = attributeOf(file, j.identifier(local), key);
    file.replace(parent, j.assignmentExpression('=', attribute as never, value as never));
    return 'state';
  }
  if (name === 'ns' && removeBinding(file, parent)) return true;
  file.leave(
    path.node,
    `express-http-context: \`${name || 'the module'}\` has no counterpart that could be put in its place`,
  );
  return false;
}

/** `httpContext.ns.bindEmitter(req)`: the middleware binds requests and responses. */
function removeBinding(file: ModuleFile, member: ASTPath): boolean {
  const { property } = member.node as { property?: { name?: string } };
  const call = member.parent as ASTPath;
  const statement = call.parent as ASTPath;
  if (property?.name !== 'bindEmitter' || statement.node.type !== 'ExpressionStatement')
    return false;
  const [{ name = '' } = {}] = (call.node as { arguments: { name?: string }[] }).arguments;
  if (!/^(?:req|res|request|response)$/.test(name)) return false;
  statement.prune();
  file.isChanged = true;
  return true;
}

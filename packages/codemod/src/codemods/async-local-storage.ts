import type { ASTPath, CallExpression } from 'jscodeshift';
import { importedFrom } from '../internal/imported.js';
import type { ModuleFile } from '../internal/module-file.js';
import { rewriteStore } from './store-of-storage.js';
import { rewriteStorageRun } from './run-of-storage.js';

const CORE = '@aiolocals/core';

/** Rewrites the uses of AsyncLocalStorage. `shared` are the storages that the file imports from other files. */
export function asyncLocalStorage(file: ModuleFile, shared: readonly string[]): void {
  const names = [...shared];
  for (const module of ['node:async_hooks', 'async_hooks']) {
    const imported = importedFrom(file, module);
    if (imported === undefined) continue;
    const done = imported.uses.map(({ name, path }) => makeLocal(file, name, path));
    names.push(...done.flatMap((one) => (typeof one === 'string' && one !== '' ? [one] : [])));
    if (!done.includes(false)) imported.remove();
  }
  for (const name of names) for (const path of file.uses(name)) rewrite(file, path);
}

/** Replaces the storage with a Local. Returns the name of its variable, or whether it could be done. */
function makeLocal(file: ModuleFile, name: string, path: ASTPath): string | boolean {
  const { j } = file;
  const parent = path.parent as ASTPath;
  if (name === 'AsyncLocalStorage' && parent.node.type === 'NewExpression') {
    const types = parent.node as { typeParameters?: unknown; typeArguments?: unknown };
    const local = j.newExpression(file.use(CORE, 'Local'), []);
    const given = types.typeParameters ?? types.typeArguments;
    if (given !== undefined && given !== null && !isMap(given))
      Object.assign(local, { typeParameters: given });
    const { node } = parent.parent as ASTPath;
    file.replace(parent, local);
    return node.type === 'VariableDeclarator' && node.id.type === 'Identifier'
      ? node.id.name
      : true;
  }
  const call = parent.parent as ASTPath;
  const { property } = parent.node as { property?: { name?: string } };
  const isStatic = /^Async(?:LocalStorage|Resource)$/.test(name) && property?.name === 'bind';
  if (isStatic && call.node.type === 'CallExpression') {
    const [fn] = call.node.arguments;
    file.replace(call, j.callExpression(file.use(CORE, 'bind'), fn === undefined ? [] : [fn]));
    return true;
  }
  if (parent.node.type.startsWith('TS')) return false;
  file.leave(
    path.node,
    `AsyncLocalStorage: \`${name || 'the module'}\` is used in a way that has to be rewritten by hand`,
  );
  return false;
}

/** A store that is a Map: its keys become attributes. */
function isMap(types: unknown): boolean {
  const [type] = (types as { params: { typeName?: { name?: string } }[] }).params;
  return type?.typeName?.name === 'Map';
}

function rewrite(file: ModuleFile, storage: ASTPath): void {
  const { j } = file;
  const member = storage.parent as ASTPath;
  // A storage that is exported or passed on becomes a Local there too.
  if (!member.node.type.endsWith('MemberExpression')) return;
  const call = member.parent as ASTPath;
  const isCall =
    call.node.type.endsWith('CallExpression') &&
    (call.node as CallExpression).callee === member.node;
  const name = (member.node as { property?: { name?: string } }).property?.name ?? '';
  if (isCall && name === 'getStore') rewriteStore(file, storage, call);
  else if (isCall && name === 'run') rewriteStorageRun(file, storage, call);
  else if (isCall && name === 'exit') {
    const exit = j.memberExpression(file.use(CORE, 'Context'), j.identifier('exit'));
    file.replace(call, j.callExpression(exit, (call.node as CallExpression).arguments));
  } else {
    const remedy =
      name === 'enterWith'
        ? 'it leaks into the caller; use `new Context().run(fn)`, or assign attributes'
        : 'it has no counterpart';
    file.leave(member.node, `AsyncLocalStorage: \`${name}\` stays: ${remedy}`);
  }
}

import type { ASTNode, ASTPath, CallExpression } from 'jscodeshift';
import { attributeOf } from '../internal/attribute.js';
import { importedFrom } from '../internal/imported.js';
import type { ModuleFile } from '../internal/module-file.js';

const CORE = '@aiolocals/core';

/** Rewrites the uses of cls-hooked. `shared` are the namespaces that the file imports from other files. */
export function clsHooked(file: ModuleFile, shared: readonly string[]): void {
  const imported = importedFrom(file, 'cls-hooked');
  const names = [...shared];
  let left = 0;
  for (const { name, path } of imported?.uses ?? []) {
    const call = path.parent as ASTPath;
    if (name === 'createNamespace' || name === 'getNamespace') names.push(...makeLocal(file, call));
    else {
      left += 1;
      file.leave(
        path.node,
        `cls-hooked: \`${name || 'the module'}\` has no counterpart that could be put in its place`,
      );
    }
  }
  for (const name of names) for (const path of file.uses(name)) rewrite(file, path);
  if (left === 0) imported?.remove();
}

/** Puts a Local in place of the namespace; returns the name of the variable that holds it. */
function makeLocal(file: ModuleFile, path: ASTPath): string[] {
  const { j } = file;
  const { arguments: args } = path.node as CallExpression;
  const maker = j.memberExpression(file.use(CORE, 'Local'), j.identifier('for'));
  const { node } = path.parent as ASTPath;
  file.replace(path, j.callExpression(maker, args));
  if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier') return [node.id.name];
  // `getNamespace('app').get('user')`
  if (node.type.endsWith('MemberExpression')) rewrite(file, path);
  return [];
}

function rewrite(file: ModuleFile, namespace: ASTPath): void {
  const { j } = file;
  const member = namespace.parent as ASTPath;
  const { property } = member.node as { property?: { name?: string } };
  const call = member.parent as ASTPath;
  const { type, arguments: args = [] } = call.node as Partial<CallExpression>;
  const name = property?.name ?? '';
  const isCall = type === 'CallExpression' && (call.node as CallExpression).callee === member.node;
  const isMember = member.node.type.endsWith('MemberExpression');
  // A namespace that is exported or passed on becomes a Local there too.
  if (!isMember) return;
  const [first, second] = args as ASTNode[];
  if (isCall && name === 'get' && first !== undefined) {
    file.replace(call, attributeOf(file, namespace.node, first));
  } else if (isCall && name === 'set' && second !== undefined) {
    const attribute = attributeOf(file, namespace.node, first as ASTNode);
    file.replace(call, j.assignmentExpression('=', attribute as never, second as never));
  } else if (isCall && /^run(?:AndReturn|Promise)?$/.test(name) && first !== undefined) {
    run(file, call, name, first);
  } else if (isCall && (name === 'bind' || name === 'bindEmitter') && args.length === 1) {
    file.replace(call, j.callExpression(file.use(CORE, name), args));
  } else {
    file.leave(
      member.node,
      `cls-hooked: \`${name}\` has no counterpart that could be put in its place`,
    );
  }
}

function run(file: ModuleFile, call: ASTPath, name: string, fn: ASTNode): void {
  const { j } = file;
  const isUsed = (call.parent as ASTPath).node.type !== 'ExpressionStatement';
  const { params = [] } = fn as { params?: ASTNode[] };
  if (params.length > 0)
    file.leave(
      fn,
      `cls-hooked: \`${name}\` passed the context; read attributes of the Local in place of it`,
    );
  else if (name === 'run' && isUsed)
    file.leave(
      call.node,
      'cls-hooked: `run` returned the context; now it returns what the function returns',
    );
  if (isNext(fn)) file.leave(call.node, CLOSES);
  const context = j.newExpression(file.use(CORE, 'Context'), []);
  const enter = j.memberExpression(context, j.identifier('run'));
  file.replace(call, j.callExpression(enter, [fn as never]));
}

/** The message about a context around `next`. */
export const CLOSES =
  'the context closes when `next` returns, before the request ends; use `contextMiddleware()` of @aiolocals/express or koa';

/** Whether it is `next`, or a function that only calls it. */
export function isNext(fn: ASTNode): boolean {
  const { type, name, body } = fn as { type: string; name?: string; body?: ASTNode };
  if (type === 'Identifier') return name === 'next';
  const call = body as { type?: string; callee?: { name?: string }; body?: unknown[] } | undefined;
  if (call?.type !== 'BlockStatement') return call?.callee?.name === 'next';
  const last = call.body?.at(-1) as
    | {
        expression?: { callee?: { name?: string } };
        argument?: { callee?: { name?: string } } | null;
      }
    | undefined;
  return (last?.expression ?? last?.argument)?.callee?.name === 'next';
}

import type { ASTNode, ASTPath, CallExpression, ObjectExpression, Statement } from 'jscodeshift';
import type { ModuleFile } from '../internal/module-file.js';
import { CLOSES, isNext } from './cls-hooked.js';

/** What is run, and with which store. */
interface Run {
  readonly store: ASTNode;
  readonly fn: ASTNode;
  readonly args?: readonly ASTNode[];
  readonly library: string;
}

/** Rewrites `storage.run(store, fn)` of AsyncLocalStorage. */
export function rewriteStorageRun(file: ModuleFile, storage: ASTPath, call: ASTPath): void {
  const [store, fn, ...args] = (call.node as CallExpression).arguments as ASTNode[];
  if (store === undefined || fn === undefined) return;
  rewriteRun(file, storage.node, call, { store, fn, args, library: 'AsyncLocalStorage' });
}

/**
 * Puts a context in place of the call, in which the Local starts with empty state, and gets what the store held.
 * Returns whether that could be done.
 */
export function rewriteRun(
  file: ModuleFile,
  local: ASTNode,
  call: ASTPath,
  { store, fn, args = [], library }: Run,
): boolean {
  const { j } = file;
  const values = valuesOf(file, store);
  if (values === undefined) {
    file.leave(
      store,
      `${library}: make the store an object that names its attributes, and run again`,
    );
    return false;
  }
  if (isNext(fn)) file.leave(call.node, CLOSES);
  const options = j.objectExpression([
    j.property('init', j.identifier('locals'), j.arrayExpression([local as never])),
  ]);
  const context = j.newExpression(file.use('@aiolocals/core', 'Context'), [options]);
  const body =
    values === null ? [fn, ...args] : bodyWith(file, assign(file, local, values), fn, args);
  const run = j.memberExpression(context, j.identifier('run'));
  file.replace(call, j.callExpression(run, body as never[]));
  return true;
}

/** The values that the store starts with; null if there are none, undefined if the file does not show them. */
function valuesOf(file: ModuleFile, store: ASTNode): ObjectExpression | null | undefined {
  const { j } = file;
  if (store.type === 'ObjectExpression') return store.properties.length === 0 ? null : store;
  const { callee, arguments: [entries] = [] } = store as {
    callee?: { name?: string };
    arguments?: ASTNode[];
  };
  if (store.type !== 'NewExpression' || callee?.name !== 'Map') return undefined;
  if (entries === undefined) return null;
  if (entries.type !== 'ArrayExpression') return undefined;
  const pairs = entries.elements.map((entry) =>
    entry?.type === 'ArrayExpression' ? entry.elements : [],
  );
  if (pairs.some((pair) => pair.length !== 2)) return undefined;
  return j.objectExpression(
    pairs.map(([key, value]) => {
      const name = (key as { value?: unknown }).value;
      const isName = typeof name === 'string' && /^[A-Za-z_$][\w$]*$/.test(name);
      const property = j.property(
        'init',
        isName ? j.identifier(name) : (key as never),
        value as never,
      );
      return Object.assign(property, { computed: !isName });
    }),
  );
}

function assign({ j }: ModuleFile, local: ASTNode, values: ObjectExpression): Statement {
  const [only] = values.properties;
  const { key, value, computed } = only as unknown as {
    key?: { type: string };
    value?: ASTNode;
    computed?: boolean;
  };
  if (
    values.properties.length === 1 &&
    key?.type === 'Identifier' &&
    computed !== true &&
    value !== undefined
  ) {
    const attribute = j.memberExpression(local as never, key as never);
    return j.expressionStatement(j.assignmentExpression('=', attribute, value as never));
  }
  const member = j.memberExpression(j.identifier('Object'), j.identifier('assign'));
  return j.expressionStatement(j.callExpression(member, [local as never, values]));
}

/** Puts the assignment before what the function does. */
function bodyWith(
  file: ModuleFile,
  first: Statement,
  fn: ASTNode,
  args: readonly ASTNode[],
): ASTNode[] {
  const { j } = file;
  if (fn.type === 'ArrowFunctionExpression' && args.length === 0) {
    const { body } = fn;
    if (body.type === 'BlockStatement') body.body.unshift(first as never);
    else fn.body = j.blockStatement([first, j.returnStatement(body)] as never[]);
    Object.assign(fn, { expression: false });
    return [fn];
  }
  const call = j.callExpression(fn as never, args as never[]);
  return [
    j.arrowFunctionExpression([], j.blockStatement([first, j.returnStatement(call)] as never[])),
  ];
}

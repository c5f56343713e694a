import type { ASTNode, ASTPath, CallExpression } from 'jscodeshift';
import { attributeOf } from '../internal/attribute.js';
import type { ModuleFile } from '../internal/module-file.js';

const WHOLE =
  'AsyncLocalStorage: the store is used as a whole here; read its attributes from the Local, or all of them with `Local.peek`';

/** Rewrites a use of `storage.getStore()`. */
export function rewriteStore(file: ModuleFile, storage: ASTPath, call: ASTPath): void {
  const value = withoutAssertion(call);
  const user = value.parent as ASTPath;
  const { node } = user;
  const { object, optional, property, computed } = node as {
    object?: ASTNode;
    optional?: boolean;
    property?: ASTNode & { name?: string };
    computed?: boolean;
  };
  if (node.type.endsWith('MemberExpression') && object === value.node) {
    if (isMapMethod(user, property?.name)) rewriteMap(file, storage, user, optional === true);
    else if (optional === true) file.replace(value, peek(file, storage));
    else
      file.replace(
        user,
        file.j.memberExpression(storage.node as never, property as never, computed === true),
      );
    return;
  }
  if (node.type === 'VariableDeclarator' && isOnlyRead(file, user)) {
    const isPattern = node.id.type === 'ObjectPattern';
    file.replace(value, isPattern ? storage.node : peek(file, storage));
  } else if (isCondition(user, value.node)) file.replace(value, peek(file, storage));
  else file.leave(call.node, WHOLE);
}

/** `storage.getStore()!` of TypeScript. */
function withoutAssertion(path: ASTPath): ASTPath {
  const parent = path.parent as ASTPath;
  return /^TS(?:NonNull|As)Expression$/.test(parent.node.type) ? parent : path;
}

/** `Local.peek(storage)`: `undefined` outside any context, as `getStore()` is. */
function peek(file: ModuleFile, storage: ASTPath): ASTNode {
  const { j } = file;
  const member = j.memberExpression(file.use('@aiolocals/core', 'Local'), j.identifier('peek'));
  return j.callExpression(member, [storage.node as never]);
}

function isMapMethod(member: ASTPath, name: string | undefined): boolean {
  const call = member.parent as ASTPath;
  const isCall =
    call.node.type.endsWith('CallExpression') &&
    (call.node as CallExpression).callee === member.node;
  const count = isCall ? (call.node as CallExpression).arguments.length : -1;
  return (name === 'get' && count === 1) || (name === 'set' && count === 2);
}

/** `getStore().get('user')`, `getStore().set('user', user)` */
function rewriteMap(
  file: ModuleFile,
  storage: ASTPath,
  member: ASTPath,
  isOptional: boolean,
): void {
  const { j } = file;
  const call = member.parent as ASTPath;
  const [key, value] = (call.node as CallExpression).arguments as ASTNode[];
  const attribute = attributeOf(file, storage.node, key as ASTNode) as unknown as {
    property: never;
    computed: boolean;
  };
  if (value !== undefined) {
    file.replace(call, j.assignmentExpression('=', attribute as never, value as never));
    if (isOptional)
      file.leave(
        call.node,
        'AsyncLocalStorage: outside any context this did nothing; now it throws a NoContextError',
      );
  } else if (isOptional) {
    const { property, computed } = attribute;
    file.replace(
      call,
      j.optionalMemberExpression(peek(file, storage) as never, property, computed, true),
    );
  } else file.replace(call, attribute as never);
}

/** Whether the variable that holds the store is only read from, attribute by attribute. */
function isOnlyRead(file: ModuleFile, declarator: ASTPath): boolean {
  const { j } = file;
  const { id } = declarator.node as { id: ASTNode & { name?: string } };
  if (id.type === 'ObjectPattern') return true;
  const scope = declarator.scope as { path: ASTPath };
  const uses = j(scope.path)
    .find(j.Identifier, { name: id.name ?? '' })
    .paths()
    .filter((path) => path.node !== (id as ASTNode));
  return uses.every((path) => {
    const { node } = path.parent as ASTPath;
    if (isCondition(path.parent as ASTPath, path.node)) return true;
    if (!node.type.endsWith('MemberExpression')) return false;
    if (
      isMapMethod(path.parent as ASTPath, (node as { property?: { name?: string } }).property?.name)
    )
      return false;
    const { type, left, argument } = (path.parent as ASTPath).parent.node as {
      type: string;
      left?: ASTNode;
      argument?: ASTNode;
    };
    return (
      !(left === node && type === 'AssignmentExpression') &&
      !(argument === node && /^(?:Update|Unary)/.test(type))
    );
  });
}

function isCondition({ node }: ASTPath, value: ASTNode): boolean {
  const { type, test, operator } = node as { type: string; test?: ASTNode; operator?: string };
  if (type === 'UnaryExpression') return operator === '!';
  if (type === 'BinaryExpression') return true;
  return test === value;
}

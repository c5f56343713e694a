import type { Scope, SourceCode } from 'eslint';
import type * as ESTree from 'estree';
import { memberName, type Node, unwrap } from './node.js';

/** Where a value comes from: a path of names below a module, or below the global object. */
export interface Origin {
  readonly from: string;
  readonly path: readonly string[];
}

/** Stands in place of the name of a module. */
const GLOBAL = 'global';
/** How many aliases are followed. */
const MOST_ALIASES = 10;

/** Returns the variable that an identifier refers to. */
export function variableOf(source: SourceCode, node: Node): Scope.Variable | undefined {
  if (node.type !== 'Identifier') return undefined;
  let scope: Scope.Scope | null = source.getScope(node);
  for (; scope !== null; scope = scope.upper) {
    const variable = scope.set.get(node.name);
    if (variable !== undefined) return variable;
  }
  return undefined;
}

/**
 * Returns where the value of an expression comes from, through imports, `require`, destructuring and other names for it.
 * `undefined` if this file does not show it.
 */
export function originOf(source: SourceCode, node: Node, depth = 0): Origin | undefined {
  const value = unwrap(node);
  if (depth > MOST_ALIASES) return undefined;
  if (value.type === 'Identifier') return originOfName(source, value, depth);
  if (value.type === 'MemberExpression') {
    const name = memberName(value);
    const object = originOf(source, value.object, depth + 1);
    return name === undefined ? undefined : below(object, [name]);
  }
  const module = requiredModule(source, value);
  return module === undefined ? undefined : { from: module, path: [] };
}

/** Whether the expression is this export of the module. */
export function isFrom(
  source: SourceCode,
  node: Node,
  modules: string | readonly string[],
  path: string,
): boolean {
  const origin = originOf(source, node);
  return (
    origin !== undefined &&
    (typeof modules === 'string' ? origin.from === modules : modules.includes(origin.from)) &&
    pathOf(origin) === path
  );
}

/** The path of an origin, with dots. The default export of a CommonJS module is the module. */
export function pathOf({ path }: Origin): string {
  const names = path[0] === 'default' && path.length > 1 ? path.slice(1) : path;
  return names.join('.');
}

/** Returns the expression that a name stands for: the initial value of a variable that is never assigned another. */
export function valueOf(source: SourceCode, node: Node, depth = 0): Node {
  const value = unwrap(node);
  const variable = variableOf(source, value);
  if (variable === undefined || depth > MOST_ALIASES) return value;
  const definition = soleDefinition(variable);
  if (definition?.type === 'FunctionName') return definition.node;
  if (definition?.type !== 'Variable') return value;
  const { id, init } = definition.node;
  if (id.type !== 'Identifier' || init === null || init === undefined) return value;
  return valueOf(source, init, depth + 1);
}

function originOfName(
  source: SourceCode,
  node: ESTree.Identifier,
  depth: number,
): Origin | undefined {
  const variable = variableOf(source, node);
  if (variable === undefined || variable.defs.length === 0)
    return { from: GLOBAL, path: [node.name] };
  const definition = soleDefinition(variable);
  if (definition?.type === 'ImportBinding') return originOfImport(definition);
  if (definition?.type !== 'Variable') return undefined;
  const { id, init } = definition.node;
  if (init === null || init === undefined) return undefined;
  const path = pathIn(id, node.name);
  return path === undefined ? undefined : below(originOf(source, init, depth + 1), path);
}

/** Returns the definition of a variable that has one, and keeps its first value. */
function soleDefinition(variable: Scope.Variable): Scope.Definition | undefined {
  const [definition, ...others] = variable.defs;
  if (definition === undefined || others.length > 0) return undefined;
  const isAssigned = variable.references.some(
    (reference) => reference.isWrite() && reference.init !== true,
  );
  return isAssigned ? undefined : definition;
}

function originOfImport(definition: Scope.Definition): Origin | undefined {
  const node = definition.node as Node & { imported?: ESTree.Identifier | ESTree.Literal };
  const type: string = node.type;
  if (type === 'TSImportEqualsDeclaration') {
    const { moduleReference } = node as unknown as {
      moduleReference: { type: string; expression?: ESTree.Literal };
    };
    const module = moduleReference.expression?.value;
    return typeof module === 'string' ? { from: module, path: [] } : undefined;
  }
  const from = (definition.parent as ESTree.ImportDeclaration).source.value as string;
  if (type === 'ImportNamespaceSpecifier') return { from, path: [] };
  if (type === 'ImportDefaultSpecifier') return { from, path: ['default'] };
  const { imported } = node;
  if (imported === undefined) return undefined;
  const name = imported.type === 'Identifier' ? imported.name : String(imported.value);
  return { from, path: [name] };
}

/** Returns the names that lead to a variable in a pattern: `['Local']` in `{ Local: L }` for `L`. */
function pathIn(pattern: Node, name: string): readonly string[] | undefined {
  if (pattern.type === 'Identifier') return pattern.name === name ? [] : undefined;
  if (pattern.type !== 'ObjectPattern') return undefined;
  for (const property of pattern.properties) {
    if (property.type !== 'Property' || property.computed) continue;
    const { key, value } = property;
    const path = pathIn(value, name);
    if (path === undefined) continue;
    const step = key.type === 'Identifier' ? key.name : String((key as ESTree.Literal).value);
    return [step, ...path];
  }
  return undefined;
}

function below(origin: Origin | undefined, names: readonly string[]): Origin | undefined {
  return origin === undefined ? undefined : { from: origin.from, path: [...origin.path, ...names] };
}

/** Returns the module of `require('x')` and of `await import('x')`. */
function requiredModule(source: SourceCode, node: Node): string | undefined {
  if (node.type === 'AwaitExpression') {
    const { argument } = node;
    return argument.type === 'ImportExpression' ? textOf(argument.source) : undefined;
  }
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return undefined;
  const { callee, arguments: args } = node;
  const isRequire =
    callee.name === 'require' && (variableOf(source, callee)?.defs.length ?? 0) === 0;
  return isRequire ? textOf(args[0]) : undefined;
}

function textOf(node: Node | undefined): string | undefined {
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

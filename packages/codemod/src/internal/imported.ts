import type { ASTNode, ASTPath } from 'jscodeshift';
import type { ModuleFile } from './module-file.js';

/** A use of what a module exports. */
export interface Use {
  /** The export: `id` of `rTracer.id` and of `import { id }`. Empty for the module itself. */
  readonly name: string;
  readonly path: ASTPath;
}

/** The uses of a package in a file, and how to take its imports away. */
export interface Imported {
  readonly uses: readonly Use[];
  /** The name of the whole package in the file, if it has one. */
  readonly local: string | undefined;
  remove(): void;
}

/** Returns the uses of a package, or undefined if the file does not import it. */
export function importedFrom(file: ModuleFile, module: string): Imported | undefined {
  const { j, root } = file;
  const whole: string[] = [];
  const named = new Map<string, string>();
  const statements: ASTPath[] = [];

  for (const path of root.find(j.ImportDeclaration, { source: { value: module } }).paths()) {
    statements.push(path);
    for (const specifier of path.node.specifiers ?? []) {
      const local = nameOf(specifier.local);
      if (specifier.type === 'ImportSpecifier') named.set(local, nameOf(specifier.imported));
      else whole.push(local);
    }
  }
  const isRequire = { init: { callee: { name: 'require' }, arguments: [{ value: module }] } };
  for (const path of root.find(j.VariableDeclarator, isRequire).paths()) {
    statements.push(path);
    const { id } = path.node;
    if (id.type === 'Identifier') whole.push(id.name);
    if (id.type !== 'ObjectPattern') continue;
    for (const property of id.properties) {
      const { key, value } = property as { key?: { name?: string }; value?: { name?: string } };
      if (key?.name !== undefined && value?.name !== undefined) named.set(value.name, key.name);
    }
  }
  if (statements.length === 0) return undefined;

  const uses = [
    ...whole.flatMap((local) => file.uses(local).map((path) => memberOf(path))),
    ...[...named].flatMap(([local, name]) => file.uses(local).map((path) => ({ name, path }))),
  ];
  return { uses, local: whole[0], remove: () => statements.forEach((path) => remove(file, path)) };
}

/** `rTracer.id` of `rTracer`, also by way of `default`. */
function memberOf(path: ASTPath): Use {
  const parent = path.parent as ASTPath;
  const { type, object, property } = parent.node as ASTNode & {
    object?: ASTNode;
    property?: { type: string; name: string };
  };
  const isMember = type.endsWith('MemberExpression') && object === path.node;
  if (!isMember || property?.type !== 'Identifier') return { name: '', path };
  return property.name === 'default' ? memberOf(parent) : { name: property.name, path: parent };
}

/** Takes an import away, with the declaration around it if that has nothing else. */
function remove(file: ModuleFile, path: ASTPath): void {
  const declaration = path.parent as ASTPath;
  const { declarations } = declaration.node as { declarations?: unknown[] };
  file.isChanged = true;
  (declarations?.length === 1 ? declaration : path).prune();
}

/** The name of an identifier, which the types of the syntax tree call anything. */
export function nameOf(node: object | null | undefined): string {
  const { name } = (node ?? {}) as { name?: unknown };
  return typeof name === 'string' ? name : '';
}

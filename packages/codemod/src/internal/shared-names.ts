import { dirname, join } from 'node:path/posix';
import type { ASTNode } from 'jscodeshift';
import { nameOf } from './imported.js';
import type { ModuleFile } from './module-file.js';

/**
 * Returns the names under which a file exports what a maker such as `new AsyncLocalStorage()` made. The default export
 * is `default`.
 */
export function exportedFrom(file: ModuleFile, maker: RegExp): string[] {
  const { j, root } = file;
  const made = new Set(
    root
      .find(j.VariableDeclarator)
      .nodes()
      .flatMap(({ id, init }) => (id.type === 'Identifier' && makes(init, maker) ? [id.name] : [])),
  );
  const isMade = (node: ASTNode | null | undefined): boolean =>
    makes(node, maker) || (node?.type === 'Identifier' && made.has(node.name));
  const names: string[] = [];
  for (const { declaration, specifiers = [] } of root.find(j.ExportNamedDeclaration).nodes()) {
    const { declarations = [] } = (declaration ?? {}) as {
      declarations?: { id: { name: string } }[];
    };
    names.push(...declarations.map(({ id }) => id.name).filter((name) => made.has(name)));
    for (const specifier of specifiers ?? []) {
      const { local, exported } = specifier as {
        local?: { name: unknown };
        exported: { name: unknown };
      };
      if (made.has(String(local?.name))) names.push(String(exported.name));
    }
  }
  for (const { declaration } of root.find(j.ExportDefaultDeclaration).nodes())
    if (isMade(declaration)) names.push('default');
  for (const { left, right } of root.find(j.AssignmentExpression).nodes()) {
    const target = j(left).toSource();
    const own = /^(?:module\.)?exports\.(\w+)$/.exec(target)?.[1];
    if (own !== undefined && isMade(right)) names.push(own);
    if (target !== 'module.exports') continue;
    if (isMade(right)) names.push('default');
    for (const property of right.type === 'ObjectExpression' ? right.properties : []) {
      const { key, value } = property as unknown as { key?: { name?: string }; value?: ASTNode };
      if (isMade(value)) names.push(String(key?.name));
    }
  }
  return names;
}

/** Returns the names by which a file imports them from the other files. */
export function importedNames(
  file: ModuleFile,
  exported: ReadonlyMap<string, readonly string[]>,
): string[] {
  const { j, root } = file;
  const found: string[] = [];
  const namesOf = (source: unknown): ReadonlySet<string> =>
    new Set(
      typeof source === 'string' && source.startsWith('.')
        ? exported.get(resolved(file.path, source, exported) ?? '')
        : [],
    );
  for (const { source, specifiers } of root.find(j.ImportDeclaration).nodes()) {
    const names = namesOf(source.value);
    for (const specifier of specifiers ?? []) {
      const name = specifier.type === 'ImportSpecifier' ? nameOf(specifier.imported) : 'default';
      if (names.has(name)) found.push(nameOf(specifier.local));
    }
  }
  for (const { id, init } of root.find(j.VariableDeclarator).nodes()) {
    const { callee, arguments: [module] = [] } = (init ?? {}) as {
      callee?: { name?: string };
      arguments?: { value?: unknown }[];
    };
    if (callee?.name !== 'require') continue;
    const names = namesOf(module?.value);
    if (id.type === 'Identifier' && names.has('default')) found.push(id.name);
    for (const property of id.type === 'ObjectPattern' ? id.properties : []) {
      const { key, value } = property as unknown as {
        key?: { name?: string };
        value?: { name?: string };
      };
      if (names.has(String(key?.name))) found.push(String(value?.name));
    }
  }
  return found;
}

function makes(node: ASTNode | null | undefined, maker: RegExp): boolean {
  const { type, callee } = (node ?? {}) as {
    type?: string;
    callee?: { name?: string; property?: { name?: string } };
  };
  if (type !== 'NewExpression' && type !== 'CallExpression') return false;
  return maker.test(callee?.name ?? callee?.property?.name ?? '');
}

/** The file that a relative import leads to. */
function resolved(
  from: string,
  source: string,
  files: ReadonlyMap<string, unknown>,
): string | undefined {
  const base = join(dirname(from), source);
  const stem = base.replace(/\.[cm]?js$/, '');
  const endings = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx'];
  const candidates = [
    base,
    ...[stem, base, `${base}/index`].flatMap((one) => endings.map((end) => one + end)),
  ];
  return candidates.find((path) => files.has(path));
}

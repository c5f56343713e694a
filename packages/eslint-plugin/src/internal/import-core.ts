import type { Rule, SourceCode } from 'eslint';
import type * as ESTree from 'estree';
import { CORE, isCore } from './known.js';
import { type Node, parentOf } from './node.js';

/** How an export of core is called at a place, and the fix that imports it, if it has to be imported. */
export interface CoreName {
  readonly name: string;
  fix(fixer: Rule.RuleFixer): Rule.Fix[];
}

/** Returns how `name` of core can be used at a node, or undefined if the name is taken there by something else. */
export function coreNameAt(source: SourceCode, node: Node, name: string): CoreName | undefined {
  const known = importedName(source, name);
  const wanted = known ?? name;
  // The scope around the function: the names of its parameters do not matter.
  let scope = source.getScope(parentOf(node) ?? node) as ReturnType<SourceCode['getScope']> | null;
  for (; scope !== null; scope = scope.upper) {
    const variable = scope.set.get(wanted);
    if (variable === undefined || variable.defs.length === 0) continue;
    const [definition] = variable.defs;
    const isIt = known !== undefined && isCore(source, definition?.name as ESTree.Identifier, name);
    return isIt ? { name: known, fix: () => [] } : undefined;
  }
  return { name, fix: (fixer) => [addImport(source, fixer, name)] };
}

/** The name by which the module has imported it already. */
function importedName(source: SourceCode, name: string): string | undefined {
  for (const variable of topVariables(source)) {
    const identifier = variable.defs[0]?.name;
    if (identifier?.type === 'Identifier' && isCore(source, identifier, name))
      return identifier.name;
  }
  return undefined;
}

function topVariables(source: SourceCode) {
  return source.scopeManager.scopes
    .filter(({ block }) => block.type === 'Program')
    .flatMap(({ variables }) => variables);
}

function addImport(source: SourceCode, fixer: Rule.RuleFixer, name: string): Rule.Fix {
  const { body } = source.ast;
  const existing = body.find(
    (statement): statement is ESTree.ImportDeclaration =>
      statement.type === 'ImportDeclaration' &&
      statement.source.value === CORE &&
      (statement as { importKind?: string }).importKind !== 'type' &&
      statement.specifiers.some(({ type }) => type === 'ImportSpecifier'),
  );
  const last = existing?.specifiers.at(-1);
  if (last !== undefined) return fixer.insertTextAfter(last, `, ${name}`);
  const isModule = body.some(({ type }) => /^(?:Import|Export)/.test(type));
  const line = isModule
    ? `import { ${name} } from '${CORE}';\n`
    : `const { ${name} } = require('${CORE}');\n`;
  const first = body.find((statement) => !('directive' in statement)) ?? source.ast;
  return fixer.insertTextBefore(first, line);
}

import type { Collection, ImportDeclaration, JSCodeshift, Program, Statement } from 'jscodeshift';
/** The parts of a file that adding an import needs. */
export interface Importing {
  readonly j: JSCodeshift;
  readonly root: Collection;
  readonly isCommonJs: boolean;
}

/** Adds names to the import of a module, or a statement that imports them. */
export function addImport(file: Importing, from: string, names: readonly string[]): void {
  const { j, root } = file;
  if (file.isCommonJs) {
    const properties = names.map((name) => {
      const property = j.property('init', j.identifier(name), j.identifier(name));
      return Object.assign(property, { shorthand: true });
    });
    const call = j.callExpression(j.identifier('require'), [j.literal(from)]);
    const declarator = j.variableDeclarator(j.objectPattern(properties), call);
    insertStatement(file, j.variableDeclaration('const', [declarator]));
    return;
  }
  const specifiers = names.map((name) => j.importSpecifier(j.identifier(name)));
  const existing = root
    .find(j.ImportDeclaration, { source: { value: from } })
    .nodes()
    .find(({ importKind, specifiers: given = [] }) => importKind !== 'type' && given.some(isNamed));
  if (existing === undefined)
    insertStatement(file, j.importDeclaration(specifiers, j.literal(from)));
  else addMissing(existing, specifiers);
}

/** Puts a statement behind the last import of the file. */
export function insertStatement({ root }: Pick<Importing, 'root'>, statement: Statement): void {
  const { program } = (root.get() as { node: { program: Program } }).node;
  const at = program.body.findLastIndex(isImport);
  program.body.splice(at + 1, 0, statement as Program['body'][number]);
}

function isImport(node: object): boolean {
  const { type, declarations = [] } = node as {
    type: string;
    declarations?: { init?: { callee?: { name?: string } } | null }[];
  };
  if (type === 'ImportDeclaration') return true;
  return declarations.some(({ init }) => init?.callee?.name === 'require');
}

type Specifier = NonNullable<ImportDeclaration['specifiers']>[number];

function isNamed({ type }: Specifier): boolean {
  return type === 'ImportSpecifier';
}

function addMissing(existing: ImportDeclaration, specifiers: readonly Specifier[]): void {
  const nameOf = (specifier: Specifier): unknown =>
    'imported' in specifier ? (specifier.imported as { name: unknown }).name : undefined;
  const known = new Set(existing.specifiers?.map(nameOf));
  existing.specifiers?.push(...specifiers.filter((one) => !known.has(nameOf(one))));
}

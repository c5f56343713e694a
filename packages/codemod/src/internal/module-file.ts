import jscodeshift, {
  type ASTNode,
  type ASTPath,
  type Collection,
  type Identifier,
  type JSCodeshift,
} from 'jscodeshift';
import type { Leftover } from '../leftover.js';
import { addImport } from './add-import.js';
import { tidy } from './tidy.js';

/** A file that is being rewritten. */
export class ModuleFile {
  readonly path: string;
  readonly j: JSCodeshift;
  readonly root: Collection;
  /** Whether it says `require`, and not `import`. */
  readonly isCommonJs: boolean;
  readonly leftovers: Leftover[] = [];
  isChanged = false;
  readonly #top: Commented | undefined;
  readonly #wanted = new Map<string, Set<string>>();

  constructor(path: string, source: string) {
    this.path = path;
    this.j = jscodeshift.withParser(/\.[cm]?ts$/.test(path) ? 'ts' : 'tsx');
    this.root = this.j(source);
    // Decided now: later the only import may be gone.
    this.isCommonJs = this.#isCommonJs();
    this.#top = this.#statements()[0];
  }

  /** Notes what has to be done by hand. */
  leave(node: ASTNode, message: string): void {
    this.leftovers.push({
      file: this.path,
      line: (node as { loc?: { start: { line: number } } | null }).loc?.start.line ?? 1,
      message,
    });
  }

  /** Replaces a node. */
  replace(path: ASTPath, node: ASTNode): void {
    path.replace(node);
    this.isChanged = true;
  }

  /** Asks for an import, and returns the name of what is imported. */
  use(from: string, name: string): Identifier {
    const names = this.#wanted.get(from) ?? new Set();
    this.#wanted.set(from, names.add(name));
    return this.j.identifier(name);
  }

  /** Parses an expression. */
  expression(code: string): ASTNode {
    return this.j.template.expression([code] as unknown);
  }

  /** Returns the uses of a variable of the module: not its declaration, and not what has the same name elsewhere. */
  uses(name: string): ASTPath<Identifier>[] {
    const { j, root } = this;
    return root
      .find(j.Identifier, { name })
      .paths()
      .filter((path) => isReference(path) && isOfModule(path, name));
  }

  /** Returns the text of the file as it is now. */
  print(): string {
    for (const [from, names] of this.#wanted) addImport(this, from, [...names].toSorted());
    this.#keepTopComment();
    return tidy(this.root.toSource({ quote: 'single' }));
  }

  #isCommonJs(): boolean {
    const isModule = this.#statements().some(({ type }) => /^(?:Import|Export)/.test(type));
    return /\.c[jt]s$/.test(this.path) || (!isModule && !/\.m[jt]s$/.test(this.path));
  }

  /** Keeps the comment at the top of a file, which belongs to the file and not to its first import. */
  #keepTopComment(): void {
    const [first] = this.#statements();
    const comments = this.#top?.comments;
    if (!comments || first === undefined || first === this.#top) return;
    this.#top.comments = null;
    first.comments = [...comments, ...(first.comments ?? [])];
  }

  #statements(): Commented[] {
    return (this.root.get() as { node: { program: { body: Commented[] } } }).node.program.body;
  }
}

interface Commented {
  readonly type: string;
  comments?: object[] | null;
}

function isReference(path: ASTPath<Identifier>): boolean {
  const parent = path.parent.node as { type: string; [field: string]: unknown };
  const { node } = path;
  if (/^(?:Import|ExportSpecifier)/.test(parent.type)) return false;
  if (parent.type === 'VariableDeclarator' && parent['id'] === node) return false;
  const isMember = /^(?:Optional)?MemberExpression$/.test(parent.type);
  if (isMember && parent['property'] === node && parent['computed'] !== true) return false;
  const isProperty = /^(?:Object)?Property$/.test(parent.type);
  if (isProperty && parent['key'] === node && parent['value'] !== node) return false;
  if (isProperty && (path.parent.parent as ASTPath).node.type === 'ObjectPattern') return false;
  return !/^TS(?:TypeReference|QualifiedName|TypeQuery)$/.test(parent.type);
}

function isOfModule(path: ASTPath<Identifier>, name: string): boolean {
  const scope = path.scope?.lookup(name) as { isGlobal?: boolean } | null | undefined;
  return scope === null || scope === undefined || scope.isGlobal === true;
}

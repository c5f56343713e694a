const transferable = Symbol.for('Piscina.transferable');
const value = Symbol.for('Piscina.valueOf');

/** What `Piscina.move` returned. */
interface Movable {
  readonly [transferable]: unknown;
  readonly [value]: unknown;
}

/**
 * Puts a task or a result into `wrap`, and what was to be moved is moved nevertheless: Piscina looks for it on the
 * outside only.
 */
export function wrapMovable(given: unknown, wrap: (content: unknown) => object): object {
  const mark = markOf(given);
  if (mark === undefined) return wrap(given);
  const movable = given as Movable;
  return { [transferable]: movable[transferable], [value]: wrap(movable[value]), [mark]: true };
}

/** The symbol by which Piscina knows what `move` returned, which it does not export. */
function markOf(given: unknown): symbol | undefined {
  if (typeof given !== 'object' || given === null || !(transferable in given)) return undefined;
  return Object.getOwnPropertySymbols(given).find(
    (symbol) => symbol.description === 'Piscina.kMovable',
  );
}

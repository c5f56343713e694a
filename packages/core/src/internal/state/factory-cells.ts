import { UNSET } from './slots.js';

/** The value that a factory makes: once, when it is first read, for a context and for all its descendants. */
export class Cell {
  /** The value, or UNSET if nobody has asked for it. */
  held: unknown = UNSET;

  get(factory: () => unknown): unknown {
    if (this.held === UNSET) this.held = factory();
    return this.held;
  }
}

/**
 * The cells of the Locals that started with empty state in one context, for it and all its descendants. Contexts that
 * fork from one another share them, so that a value made in a child is the parent's too.
 */
export class Origin {
  #cells: Map<number, Cell> | undefined;

  cell(index: number): Cell {
    const cells = (this.#cells ??= new Map());
    let cell = cells.get(index);
    if (cell === undefined) cells.set(index, (cell = new Cell()));
    return cell;
  }

  /** What the cell holds, without making one. */
  held(index: number): unknown {
    return this.#cells?.get(index)?.held ?? UNSET;
  }
}

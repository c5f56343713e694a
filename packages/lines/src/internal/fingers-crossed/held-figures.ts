/** A number of requests, of their lines and of the bytes of those. */
interface HeldAmount {
  readonly contexts: number;
  readonly lines: number;
  readonly bytes: number;
}

/** What became of the lines that were held. */
export interface HeldFigures {
  /** What is held now. */
  readonly held: HeldAmount;
  /** How many lines were written because their request logged an error. */
  readonly released: number;
  /** How many lines were discarded because their request ended well. */
  readonly discarded: number;
  /** What was dropped because a limit was reached, and of how many requests. */
  readonly dropped: HeldAmount;
}

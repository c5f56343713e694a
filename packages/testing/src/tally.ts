/** How often code of a user ran where it should, and which request it then saw. */
export interface Tally {
  /** Its own. */
  readonly correct: number;
  /** None at all. */
  readonly none: number;
  /** Another's. */
  readonly foreign: number;
  /** Places that code of a user should have reached, and did not. */
  readonly missing: number;
}

/** A row of the table. */
export interface Row extends Tally {
  readonly adapter: string;
  readonly case: string;
  /** Whether it shows what the usual approach gives, beside which the others stand. The sum of all leaves it out. */
  readonly isControl?: boolean;
}

/** How often code of a user ran, and which request it saw. */
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
  /** Whether it is a control: what the usual approach gives, for comparison. The sum of all rows leaves it out. */
  readonly isControl?: boolean;
}

let made = 0;

/** Numbers the tasks of a unit of work: flat, so that the ident of a task of a task stays short. */
export class Lineage {
  readonly ident: string;
  #tasks = 0;

  constructor(ident: string) {
    this.ident = ident;
  }

  nextTask(): number {
    return ++this.#tasks;
  }
}

/** Makes up an ident for a unit of work that was given none: unique in this thread. */
export function madeUpIdent(): string {
  return `CTX${++made}`;
}

/** Writes the flat list of a `Snapshot`. A Local of which nothing is added leaves no trace in it. */
export class SnapshotWriter {
  readonly #items: unknown[] = [];
  #key = '';
  /** Where the attributes of the current Local start; 0 until one is added. */
  #start = 0;

  /** Begins the Local with this key. */
  begin(key: string): void {
    if (this.#start > 0) this.#end();
    this.#key = key;
  }

  /** Adds an attribute of the current Local. */
  add(name: string, value: unknown): void {
    if (this.#start === 0) this.#start = this.#items.push(this.#key, 0);
    this.#items.push(name, value);
  }

  /** Ends the last Local, and returns the list. */
  finish(): unknown[] {
    if (this.#start > 0) this.#end();
    return this.#items;
  }

  #end(): void {
    this.#items[this.#start - 1] = this.#items.length - this.#start;
    this.#start = 0;
  }
}

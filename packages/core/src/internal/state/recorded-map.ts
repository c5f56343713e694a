/** The attributes of an open Local in a context that is recorded. */
export class RecordedMap extends Map<string | symbol, unknown> {
  readonly #touched: Set<string | symbol>;

  constructor(
    entries: Iterable<readonly [string | symbol, unknown]>,
    touched: Set<string | symbol>,
  ) {
    super();
    for (const [name, value] of entries) super.set(name, value);
    this.#touched = touched;
  }

  override set(name: string | symbol, value: unknown): this {
    this.#touched.add(name);
    return super.set(name, value);
  }

  override delete(name: string | symbol): boolean {
    this.#touched.add(name);
    return super.delete(name);
  }
}

/** A connection that requests share: it answers all that are waiting at once, in the context of the first of them. */
export class SharedConnection {
  #waiting: (() => void)[] = [];

  query(done: () => void): void {
    this.#waiting.push(done);
    if (this.#waiting.length === 1) {
      setTimeout(() => {
        for (const one of this.#waiting.splice(0)) one();
      }, 2);
    }
  }
}

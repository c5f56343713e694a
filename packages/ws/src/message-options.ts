/** How the contexts of messages are opened. */
export interface MessageOptions<Args extends unknown[]> {
  /**
   * Returns the id of a message, for example one that the client has sent in it. It runs in the context of the connection.
   * Without a result, or with one that the rules for inbound ids do not accept, the message has the default id. It must
   * return its result at once. If it throws or returns a promise, a warning says so once.
   *
   * @default The id of the connection and a number: `REQ7f/3`.
   * @example `{ id: (data) => JSON.parse(String(data)).id }`
   */
  readonly id?: (...args: Args) => string | undefined;
  /**
   * Milliseconds from its arrival until the deadline of a message. When it passes, the context of the message is
   * cancelled: its `signal` aborts. The connection stays open.
   *
   * @default No deadline but that of the connection.
   * @example `{ timeout: 5_000 }`
   */
  readonly timeout?: number;
}

/** What a logger writes to, as far as it can be asked. */
export interface Destination {
  write(text: string): unknown;
  /** A multistream has these. */
  readonly streams?: readonly { readonly stream: Destination }[];
  /** sonic-boom, and threads. */
  readonly flush?: (callback?: (error?: unknown) => void) => unknown;
  readonly flushSync?: () => void;
  /** sonic-boom: how many bytes are not written yet, and whether some are being written now. */
  readonly _len?: number;
  readonly _writing?: boolean;
  /** Streams of Node. */
  readonly writableLength?: number;
  readonly destroyed?: boolean;
  readonly on?: (event: string | symbol, listener: () => void) => unknown;
}

/** Returns the destinations of a multistream, or else the destination itself. */
export function destinationsOf(destination: Destination): Destination[] {
  const { streams } = destination;
  if (!Array.isArray(streams)) return [destination];
  return (streams as { stream: Destination }[]).flatMap(({ stream }) => destinationsOf(stream));
}

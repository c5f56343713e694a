import type { Logform, Logger } from 'winston';

/** The callback of a stream's write. */
export type Callback = (error?: Error | null) => void;

/** What this package uses of winston's loggers, beyond their public types. */
export interface AnyLogger {
  readonly levels: Readonly<Record<string, number>>;
  level: string;
  silent: boolean;
  format: Logform.Format;
  defaultMeta?: object | null;
  readonly profilers: Record<string, unknown>;
  readonly transports: AnyTransport[];
  readonly _readableState: {
    readonly pipes: AnyTransport | readonly AnyTransport[] | null;
    readonly flowing: boolean | null;
    readonly length: number;
  };
  readonly _writableState: { readonly ending: boolean; readonly length: number };
  emit(event: string, value: unknown): boolean;
  write(info: unknown, encoding?: unknown, callback?: unknown): boolean;
  push(info: unknown): boolean;
  add(transport: unknown): AnyLogger;
  listenerCount(event: string): number;
  _transform(info: object, encoding: string, callback: Callback): void;
  _final(callback: Callback): void;
  [method: string]: unknown;
}

/** A line in the buffer of a transport. */
export interface WriteRequest {
  chunk: unknown;
  callback: Callback;
}

/** What this package uses of a transport, or of any other stream that a logger is piped to. */
export interface AnyTransport {
  level?: string;
  format?: Logform.Format;
  /** winston also pipes the logger to its exception handlers, which set this. */
  readonly handleExceptions?: boolean;
  readonly name?: string;
  /** Stream transport: whether its stream takes entries, not lines. */
  readonly isObjectMode?: boolean;
  readonly writableLength: number;
  /** Some transports of third parties have one. */
  readonly flush?: unknown;
  on?(event: string, listener: () => void): unknown;
  once?(event: string, listener: () => void): unknown;
  readonly _writableState: {
    readonly writing: boolean;
    readonly needDrain: boolean;
    readonly writecb: ((...args: never[]) => unknown) | null;
    sync: boolean;
  };
  _write(info: unknown, encoding: string, callback: Callback): void;
  _writev?: ((requests: WriteRequest[], callback: Callback) => void) | undefined;
  /** Takes several lines at once. */
  readonly logv?: unknown;
  /** Decides by level. Only winston's own transports have it. */
  _accept?(request: WriteRequest): boolean;
  /** Http transport: sends a request. Its arguments differ between versions; one of them is the callback. */
  _request?(...args: unknown[]): unknown;
  _doRequest?(...args: unknown[]): unknown;
  /** Http transport: the lines that wait until the batch is full. */
  readonly batchOptions?: readonly unknown[];
  readonly batchCallback?: unknown;
  readonly auth?: unknown;
  readonly path?: string;
  _doBatchRequest?(callback: unknown, auth: unknown, path: unknown): void;
}

/** Returns the logger with the members that winston's public types leave out. */
export function internalsOf(logger: Logger): AnyLogger {
  return logger as unknown as AnyLogger;
}

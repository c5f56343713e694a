import type { Logform, Logger } from 'winston';
import type { Entry } from '../entry/entry.js';

/** What a stream's write calls back. */
export type Callback = (error?: Error | null) => void;

/** What this package uses of winston's loggers, beyond what their types show. */
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
  _transform(info: Entry, encoding: string, callback: Callback): void;
  _final(callback: Callback): void;
  [method: string]: unknown;
}

/** A line in the buffer of a transport. */
export interface WriteRequest {
  chunk: unknown;
  callback: Callback;
}

/** What this package uses of a transport, or of another stream that a logger is piped to. */
export interface AnyTransport {
  level?: string;
  format?: Logform.Format;
  /** winston's handlers of exceptions are piped to as well. */
  readonly handleExceptions?: boolean;
  readonly name?: string;
  readonly writableLength: number;
  readonly _writableState: {
    readonly writing: boolean;
    readonly needDrain: boolean;
    readonly writecb: ((...args: never[]) => unknown) | null;
    sync: boolean;
  };
  _write(info: unknown, encoding: string, callback: Callback): void;
  _writev?(requests: WriteRequest[], callback: Callback): void;
  /** Takes several lines at once. */
  readonly logv?: unknown;
  /** Only winston's transports have it: they look at levels. */
  _accept?(request: WriteRequest): boolean;
  /** Of an Http transport. The arguments changed in the course of time; one is the callback. */
  _request?(...args: unknown[]): unknown;
  _doRequest?(...args: unknown[]): unknown;
  /** Of an Http transport: lines that wait for more. */
  readonly batchOptions?: readonly unknown[];
  readonly batchCallback?: unknown;
  readonly auth?: unknown;
  readonly path?: string;
  _doBatchRequest?(callback: unknown, auth: unknown, path: unknown): void;
}

/** winston's Logger, seen from inside. */
export function inside(logger: Logger): AnyLogger {
  return logger as unknown as AnyLogger;
}

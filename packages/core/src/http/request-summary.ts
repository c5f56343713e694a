import type { Context } from '../types/context.js';

/** What is known of a request when its response has closed: what an access line is made of. */
export interface RequestSummary {
  readonly method: string;
  /** The path without its query. */
  readonly path: string;
  /** The status code, as sent or as it would have been. */
  readonly status: number;
  /** Milliseconds from opening the context to the close of the response; not whole. */
  readonly duration: number;
  /** Of the response body, as it was written. */
  readonly bytes: number;
  /** Whether the connection went away before the response was finished. */
  readonly aborted: boolean;
  /** The id that the request brought and that was not honoured: escaped, and truncated to 128 characters. */
  readonly rejectedId?: string;
}

/** What the channel `aiolocals:request:close` publishes, just before the context closes. */
export interface RequestCloseMessage {
  readonly context: Context;
  readonly summary: RequestSummary;
}

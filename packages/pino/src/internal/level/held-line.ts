import type { METADATA } from '../pino.js';

/** A line that is held, and the stream that it is for. */
export interface HeldText {
  readonly stream: Stream;
  readonly level: number;
  readonly time: unknown;
  readonly text: string;
}

/** What pino writes to. */
export interface Stream {
  write(text: string): unknown;
  [METADATA]?: boolean;
  lastLevel?: number;
  lastTime?: unknown;
  lastMsg?: unknown;
  lastObj?: unknown;
  lastLogger?: unknown;
}

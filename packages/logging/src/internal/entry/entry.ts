import type { CAPTURED, LEVEL, MESSAGE, SPLAT } from './symbols.js';
import type { Captured } from './log-context.js';

/** What goes through the formats to the transports: a copy, made by this package, of what the caller logged. */
export interface Entry {
  level: string;
  message: unknown;
  [LEVEL]: string;
  [CAPTURED]: Captured;
  [MESSAGE]?: unknown;
  [SPLAT]?: unknown[];
  [key: string]: unknown;
}

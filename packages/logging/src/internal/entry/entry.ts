import type { LEVEL, MESSAGE, SPLAT } from '../winston/symbols.js';
import type { LogContext } from './log-context.js';
import type { LOG_CONTEXT } from './symbols.js';

/**
 * What goes through the formats to the transports. It is a copy of what the caller logged, so that formats can change it
 * freely.
 */
export interface Entry {
  level: string;
  message: unknown;
  [LEVEL]: string;
  [LOG_CONTEXT]: LogContext;
  [MESSAGE]?: unknown;
  [SPLAT]?: unknown[];
  [key: string]: unknown;
}

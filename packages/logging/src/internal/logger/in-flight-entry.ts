import type { Entry } from '../entry/entry.js';
import type { LogContext } from '../entry/log-context.js';
import { copyOnto, type ReservedNames } from '../entry/reserved-names.js';
import { LOG_CONTEXT } from '../entry/symbols.js';
import { read } from '@aiolocals/lines/logger';
import type { AnyLogger } from '../winston/shapes.js';

const inFlight = new WeakMap<LogContext, InFlightEntry>();

/**
 * An entry on its way through a `write` that is not this package's and that then calls this package's: the `write` of a
 * child logger that was created before, or one by which an application replaced it.
 */
export class InFlightEntry {
  readonly entry: Entry;
  /** The flags that `admit` returned for the entry. */
  readonly admission: number;

  constructor(entry: Entry, admission: number) {
    this.entry = entry;
    this.admission = admission;
  }

  /** Writes the entry to the logger. */
  writeTo(logger: AnyLogger): void {
    const key = this.entry[LOG_CONTEXT];
    inFlight.set(key, this);
    try {
      logger.write(this.entry);
    } finally {
      inFlight.delete(key);
    }
  }

  /**
   * Returns what is in flight if `info` is its entry, or a copy of that with more fields: then the entry gets these. Each
   * entry is returned once.
   */
  static take(info: unknown, reserved: ReservedNames): InFlightEntry | undefined {
    if (typeof info !== 'object' || info === null) return undefined;
    const key = read(info, LOG_CONTEXT) as LogContext;
    const found = inFlight.get(key);
    if (found === undefined) return undefined;
    inFlight.delete(key);
    if (info !== found.entry) {
      const added = Object.entries(info).filter(([name]) => !(name in found.entry));
      copyOnto(found.entry, Object.fromEntries(added), reserved);
    }
    return found;
  }
}

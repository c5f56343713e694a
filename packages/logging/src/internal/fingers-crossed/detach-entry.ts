import type { Entry } from '../entry/entry.js';
import { LOG_CONTEXT } from '../entry/symbols.js';
import { toJson } from '../line/to-json.js';

/**
 * Replaces the objects of callers on a formatted entry by copies. A held entry would keep them in memory, and they can
 * change before the entry is written.
 */
export function detachEntry(entry: Entry): void {
  const output = entry[LOG_CONTEXT].output as Entry;
  for (const key of Object.keys(output)) {
    const value = output[key];
    if (typeof value !== 'object' || value === null) continue;
    output[key] = JSON.parse(toJson(value) ?? 'null') as unknown;
  }
}

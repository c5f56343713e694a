import type { Entry } from '../entry/entry.js';
import { toJson } from '../line/to-json.js';

/**
 * Replaces the objects of callers on what a format made of an entry by copies. A held entry would keep them in memory, and
 * they can change before the entry is written.
 */
export function detachEntry(output: Entry): void {
  for (const key of Object.keys(output)) {
    const value = output[key];
    if (typeof value !== 'object' || value === null) continue;
    output[key] = JSON.parse(toJson(value) ?? 'null') as unknown;
  }
}

import { GUEST_NAMES, type HeldLines, makeFields, USUAL_NAMES } from '@aiolocals/lines/logger';
import { ATTACHED_RESERVED, GUEST_RESERVED } from '../entry/reserved-names.js';
import type { Entry } from '../entry/entry.js';
import type { EntrySettings } from '../entry/settings.js';

/** How a logger treats its lines. */
export interface Settings extends EntrySettings {
  /** False for a guest's logger: its lines are those of winston, with more fields. */
  readonly hardened: boolean;
  /** The lines that are held until their request logs an error; undefined if none are. */
  readonly held: HeldLines<Entry> | undefined;
}

/** What is put on a logger once, for every copy of this package to find. Its settings can be replaced. */
export interface Attachment {
  settings: Settings;
  /** Gives the logger back the methods that it had. */
  undo: () => void;
}

/** Returns the settings of a logger that `attachContext` is called with. */
export function attachedSettings(hardened: boolean, options: readonly object[]): Settings {
  const names = hardened ? USUAL_NAMES : GUEST_NAMES;
  const taken = hardened ? ATTACHED_RESERVED : GUEST_RESERVED;
  return {
    hardened,
    configured: false,
    service: '',
    held: undefined,
    ...makeFields(options, names, taken),
  };
}

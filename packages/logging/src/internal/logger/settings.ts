import { ATTACHED_RESERVED } from '../entry/reserved-names.js';
import type { EntrySettings } from '../entry/settings.js';
import type { HeldLines } from '../fingers-crossed/held-lines.js';

/** How a logger treats its lines. */
export interface Settings extends EntrySettings {
  /** The lines that are held until their request logs an error; undefined if none are. */
  readonly held: HeldLines | undefined;
}

/** What is put on a logger once, for every copy of this package to find. Its settings can be replaced. */
export interface Attachment {
  settings: Settings;
}

/** The settings of a logger that `attachContext` was called with. */
export const attachedSettings: Settings = {
  configured: false,
  service: '',
  fields: [],
  fieldNames: new Set(),
  reserved: ATTACHED_RESERVED,
  held: undefined,
};

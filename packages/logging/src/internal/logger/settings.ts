import { SHADOWED, type Reserved } from '../entry/reserved-names.js';
import type { Field } from '../entry/fields.js';
import type { Held } from '../fingers-crossed/held-lines.js';

/** How entries of a logger are made. */
export interface Settings {
  /** Whether this package configured the logger, and not only captures for it. */
  readonly own: boolean;
  readonly service: string;
  readonly fields: readonly Field[];
  /** The names of the fields; an open Local adds to them. */
  readonly fieldNames: ReadonlySet<string>;
  readonly reserved: Reserved;
  readonly held: Held | undefined;
}

const ALWAYS = [
  '__proto__',
  // Serializers call it, on the entry too.
  'toJSON',
  'level',
  'message',
  'timestamp',
  'requestId',
  'requestPath',
  'exception',
  'rejection',
  SHADOWED,
];

/** What caller data cannot be named in a logger that this package configures, but for the fields. */
export const OWN_RESERVED: readonly string[] = [...ALWAYS, 'service'];

/** Those of a logger that somebody else built. */
export const attachedSettings: Settings = {
  own: false,
  service: '',
  fields: [],
  fieldNames: new Set(),
  reserved: new Set(ALWAYS),
  held: undefined,
};

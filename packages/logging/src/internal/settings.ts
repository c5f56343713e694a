import { SHADOWED, type Reserved } from './copy.js';
import type { Entry } from './entry.js';

/** Puts what a Local holds in the current context on an entry. */
export type Field = (entry: Entry) => void;

/** How entries of a logger are made. */
export interface Settings {
  /** Whether this package configured the logger, and not only captures for it. */
  readonly own: boolean;
  readonly service: string;
  readonly fields: readonly Field[];
  readonly reserved: Reserved;
}

const ALWAYS = ['__proto__', 'level', 'message', 'timestamp', 'requestId', 'requestPath', SHADOWED];

/** Those of a logger that somebody else built. */
export const attachedSettings: Settings = {
  own: false,
  service: '',
  fields: [],
  reserved: new Set([...ALWAYS, 'exception', 'rejection']),
};

/** Those of the logger that `configureLogging` makes. */
export function ownSettings(
  service: string,
  fields: readonly Field[],
  names: readonly string[],
): Settings {
  return {
    own: true,
    service,
    fields,
    reserved: new Set([...attachedSettings.reserved, 'service', ...names]),
  };
}

import { watchCrashes } from '../entry/crash.js';
import { makeMethods } from './methods.js';
import type { Settings } from './settings.js';
import { prepareTransport } from '../transport/prepare-transport.js';
import type { AnyLogger } from '../winston/shapes.js';

/** What was put on a logger, for every copy of this package to find. */
export interface Attachment {
  settings: Settings;
}

const ATTACHED = Symbol.for('aiolocals.logging/attached');

/**
 * Makes the logger and its children capture the context at every log call, whichever of its methods is called. Once:
 * later calls change the settings, unless they are those of a logger that is configured.
 */
export function attach(logger: AnyLogger, settings: Settings): Attachment {
  const existing = (logger as { [ATTACHED]?: Attachment })[ATTACHED];
  if (existing !== undefined) {
    if (settings.own) existing.settings = settings;
    return existing;
  }
  const attachment: Attachment = { settings };
  Object.defineProperty(logger, ATTACHED, { value: attachment });
  for (const [name, value] of Object.entries(makeMethods(logger, attachment))) {
    Object.defineProperty(logger, name, { value, writable: true, configurable: true });
  }
  watchCrashes(logger);
  logger.transports.forEach(prepareTransport);
  return attachment;
}

import { watchCrashes } from '../entry/crash.js';
import { prepareTransport } from '../transport/prepare-transport.js';
import type { AnyLogger } from '../winston/shapes.js';
import { makeMethods } from './methods.js';
import type { Attachment, Settings } from './settings.js';

const ATTACHED = Symbol.for('aiolocals.logging/attached');

/**
 * Makes the logger and its children capture the context at each log call, with any of their methods. Attaching again
 * replaces the settings, but never those of the configured logger by those of an attached one.
 */
export function attach(logger: AnyLogger, settings: Settings): Attachment {
  const existing = (logger as { [ATTACHED]?: Attachment })[ATTACHED];
  if (existing !== undefined) {
    if (settings.configured) existing.settings = settings;
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

import { watchCrashes } from '../entry/crash.js';
import { makeGuestMethods } from '../guest/guest-methods.js';
import { prepareTransport } from '../transport/prepare-transport.js';
import type { AnyLogger } from '../winston/shapes.js';
import { makeMethods } from './methods.js';
import type { Attachment, Settings } from './settings.js';

const ATTACHED = Symbol.for('aiolocals.logging/attached');

/**
 * Makes the logger and its children capture the context at each log call, with any of their methods. Attaching again
 * replaces the settings, but never those of the configured logger by those of an attached one. A guest's logger can
 * become a hardened one, but not the other way round.
 *
 * @param isRepeated - Whether the logger keeps settings that it has.
 */
export function attach(logger: AnyLogger, settings: Settings, isRepeated = false): Attachment {
  const existing = (logger as { [ATTACHED]?: Attachment })[ATTACHED];
  if (existing === undefined) return install(logger, settings);
  const { hardened, configured } = existing.settings;
  if (settings.hardened && !hardened) {
    existing.undo();
    return install(logger, settings);
  }
  if (settings.configured || !(isRepeated || configured || hardened !== settings.hardened))
    existing.settings = settings;
  return existing;
}

function install(logger: AnyLogger, settings: Settings): Attachment {
  const { hardened } = settings;
  const attachment: Attachment = { settings, undo: () => undefined };
  const methods = hardened ? makeMethods(logger, attachment) : makeGuestMethods(logger, attachment);
  const before = Object.getOwnPropertyDescriptors(logger) as Record<string, PropertyDescriptor>;
  attachment.undo = () => {
    for (const name of Object.keys(methods)) {
      Reflect.deleteProperty(logger, name);
      if (before[name] !== undefined) Object.defineProperty(logger, name, before[name]);
    }
  };
  Object.defineProperty(logger, ATTACHED, { value: attachment, configurable: true });
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(logger, name, { value, writable: true, configurable: true });
  }
  if (hardened) watchCrashes(logger);
  logger.transports.forEach(prepareTransport);
  return attachment;
}

import { Context } from '@aiolocals/core';
import { logging } from '@aiolocals/lines/logger';
import type { Attachment, Originals } from './attachment.js';
import { admit } from './level/admission.js';
import { holdLine, releaseLines } from './level/held-text.js';
import { type Destination, destinationsOf } from './flush/destinations.js';
import { watchFailures } from './flush/failures.js';
import { makeLevelMethods } from './level/level-methods.js';
import { makeAsJson } from './line/line-with-fields.js';
import { lineSettings } from './line/line-settings.js';
import { type AsJson, type PinoKeys, type PinoLogger, rankOf, type Write } from './pino.js';

const ATTACHED = Symbol.for('aiolocals.pino/attached');

/**
 * Makes the logger, and the children that it makes, add the fields of the request to each line. Attaching again replaces
 * the fields, if any are given. A child that is attached keeps its own.
 *
 * @param options - The entries of the option `fields`, which were checked.
 */
export function attach(
  logger: PinoLogger,
  keys: PinoKeys,
  options: readonly object[] | undefined,
): Attachment {
  const existing = logger[ATTACHED] as Attachment | undefined;
  if (existing !== undefined && options === undefined) return existing;
  const settings = lineSettings(logger, keys, options ?? []);
  if (existing !== undefined && Object.hasOwn(logger, ATTACHED)) {
    existing.settings = settings;
    return existing;
  }
  const originals = existing?.originals ?? originalsOf(logger, keys);
  const { held, isHardened = false } = existing ?? {};
  const attachment: Attachment = { keys, originals, settings, isHardened, held };
  install(logger, attachment);
  return attachment;
}

function originalsOf(logger: PinoLogger, keys: PinoKeys): Originals {
  return {
    asJson: logger[keys.asJson] as AsJson,
    write: logger[keys.write] as Write,
    setLevel: logger[keys.setLevel] as Originals['setLevel'],
    isLevelEnabled: logger.isLevelEnabled,
  };
}

function install(root: PinoLogger, attachment: Attachment): void {
  const { keys, originals } = attachment;
  const putLevelMethods = makeLevelMethods(attachment);

  const write: Write = function (object, message, level) {
    const context = Context.current();
    // Otherwise the level's own method has decided.
    if (context !== undefined && (attachment.held !== undefined || logging.level !== undefined)) {
      const admission = admit(this, attachment, context, level);
      if (admission === 'drop') return;
      if (admission === 'hold') {
        holdLine(this, attachment, context, [object, message, level]);
        return;
      }
      if (admission === 'release') releaseLines(this, attachment, context);
    }
    originals.write.call(this, object, message, level);
  };

  const methods: Record<PropertyKey, unknown> = {
    [keys.asJson]: makeAsJson(attachment),
    [keys.write]: write,
    [keys.setLevel](this: PinoLogger, level: unknown) {
      originals.setLevel.call(this, level);
      putLevelMethods(this);
    },
    isLevelEnabled(this: PinoLogger, name: string) {
      const context = Context.current();
      const level = context === undefined ? undefined : rankOf(this, name);
      if (level === undefined) return originals.isLevelEnabled.call(this, name);
      return admit(this, attachment, context as Context, level) !== 'drop';
    },
    [ATTACHED]: attachment,
  };
  for (const key of Reflect.ownKeys(methods)) {
    const value = methods[key];
    Object.defineProperty(root, key, { value, writable: true, configurable: true });
  }
  putLevelMethods(root);
  destinationsOf(root[keys.stream] as Destination).forEach(watchFailures);
}

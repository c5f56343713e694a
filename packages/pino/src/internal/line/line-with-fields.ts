import { escapeJson } from '@aiolocals/lines/logger';
import type { Attachment } from '../attachment.js';
import type { AsJson } from '../pino.js';
import { makeCanCollide } from './can-collide.js';
import { makeGetFields } from './fields-text.js';
import { moveAside } from './move-aside.js';

/**
 * Returns a function that makes a line as pino does, with the fields of the request after its time: pino puts the text
 * of the time into the line as it is.
 */
export function makeAsJson(attachment: Attachment): AsJson {
  const { keys, originals } = attachment;
  const { asJson } = originals;
  const getFields = makeGetFields(keys);
  const canCollide = makeCanCollide(keys);

  const lineOf: AsJson = function (object, message, level, time) {
    const fields = getFields(this, attachment.settings);
    const { text, written } = fields;
    if (text === '') return asJson.call(this, object, message, level, time);
    const beginning = (this[keys.lsCache] as Readonly<Record<number, string>>)[level] ?? '';
    const isSafe = !canCollide(this, fields, object, beginning, time);
    const line = asJson.call(this, object, message, level, time + text);
    const at = beginning.length + time.length;
    // Another instrumentation may have changed the line.
    if (isSafe || !line.startsWith(text, at)) return line;
    return moveAside({ line, text, at, end: this[keys.end] as string, keys: written });
  };

  return function (object, message, level, time) {
    const line = lineOf.call(this, object, message, level, time);
    return attachment.isHardened ? escapeJson(line) : line;
  };
}

import type { FieldsText } from './fields-text.js';
import { FORMATTERS, type PinoKeys, type PinoLogger } from '../pino.js';

const USUAL_TIME = ',"time":';
const USUAL_LEVEL = '{"level":';

/** The last results for parts that many lines share, compared by identity. */
interface LastParts {
  bindings: string;
  beginning: string;
  written: readonly string[];
  canCollide: boolean;
}

/** Returns a function that tells, for one logger and its children, what `canCollide` says. */
export function makeCanCollide(keys: PinoKeys): CanCollide {
  const last: LastParts = { bindings: '', beginning: '', written: [], canCollide: true };

  return (logger, { names, written }, object, beginning, time) => {
    // These two replace the members of what was logged.
    const { log } = logger[FORMATTERS] as { readonly log?: unknown };
    if (log !== undefined || logger[keys.nestedKey]) return true;
    const bindings = logger[keys.chindings] as string;
    if (bindings !== last.bindings || beginning !== last.beginning || written !== last.written) {
      last.bindings = bindings;
      last.beginning = beginning;
      last.written = written;
      last.canCollide = !isUsual(beginning, USUAL_LEVEL) || hasAny(bindings, written);
    }
    if (last.canCollide || !(time === '' || isUsual(time, USUAL_TIME))) return true;
    for (const name of names) if (name in object) return true;
    return false;
  };
}

/**
 * Whether a line could have a second member with the name of one of the fields. False is certain. After true, the line
 * has to be looked at.
 *
 * @param object - What was logged, with what a mixin made of it.
 * @param beginning - What the line begins with: its level.
 */
type CanCollide = (
  logger: PinoLogger,
  fields: FieldsText,
  object: object,
  beginning: string,
  time: string,
) => boolean;

/** A timestamp and a level of the user can have any members. `indexOf` is faster than `includes`. */
function isUsual(text: string, start: string): boolean {
  return text.startsWith(start) && text.indexOf(',', 1) === -1;
}

function hasAny(bindings: string, written: readonly string[]): boolean {
  return written.some((key) => bindings.includes(key));
}

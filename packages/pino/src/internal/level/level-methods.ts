import { Context } from '@aiolocals/core';
import { logging } from '@aiolocals/lines/logger';
import type { Attachment } from '../attachment.js';
import type { LogMethod, PinoLogger } from '../pino.js';
import { admit, passesLogger } from './admission.js';

type Methods = Map<string, LogMethod>;

/**
 * Returns a function that replaces the methods of levels that are off, which do nothing: a context can still want the
 * line.
 */
export function makeLevelMethods(attachment: Attachment): (logger: PinoLogger) => void {
  const { keys } = attachment;
  const disabled: Methods = new Map();
  /** The methods that log, by what pino makes them of. */
  const enabled = new WeakMap<object, Methods>();

  return (logger) => {
    const { values } = logger.levels;
    for (const name of Object.keys(values)) {
      if (passesLogger(logger, keys, values[name] as number)) continue;
      let method = disabled.get(name);
      if (method === undefined) disabled.set(name, (method = makeDisabled(name)));
      logger[name] = method;
    }
  };

  function makeDisabled(name: string): LogMethod {
    return function (this: PinoLogger, ...args: unknown[]): void {
      const context = Context.current();
      if (context === undefined) return;
      if (attachment.held === undefined && logging.level === undefined) return;
      const level = this.levels.values[name] as number;
      if (admit(this, attachment, context, level) !== 'drop')
        methodOf(this, name).apply(this, args);
    };
  }

  /** pino makes the methods when the level is set, so it is set on an object that stands in for the logger. */
  function methodOf(logger: PinoLogger, name: string): LogMethod {
    const { levels } = logger;
    let methods = enabled.get(levels);
    if (methods === undefined) {
      methods = new Map();
      enabled.set(levels, methods);
      const stand = Object.create(logger) as PinoLogger;
      stand[keys.levelComp] = () => true;
      // The logger's listeners of `level-change` must not be called.
      stand.emit = () => false;
      attachment.originals.setLevel.call(stand, logger.level);
      for (const each of Object.keys(levels.values)) methods.set(each, stand[each] as LogMethod);
    }
    return methods.get(name) as LogMethod;
  }
}

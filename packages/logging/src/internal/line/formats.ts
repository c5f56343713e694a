import type { Logform } from 'winston';
import { capturedOf } from '../entry/log-context.js';
import { hasTerminal } from './color.js';
import type { Entry } from '../entry/entry.js';
import { jsonLine } from './json-line.js';
import { MESSAGE } from '../entry/symbols.js';
import { compile } from './template.js';

/** Prints an entry as one JSON object on one line. */
export function jsonFormat(): Logform.Format {
  return formatOf((entry) => {
    entry[MESSAGE] = jsonLine(entry);
  });
}

/** Prints an entry by a template. */
export function textFormat(template: string, name: string): Logform.Format {
  const print = compile(template, name);
  const terminal = hasTerminal();
  return formatOf((entry) => {
    entry[MESSAGE] = print(entry, false);
    const captured = capturedOf(entry);
    if (terminal && captured !== undefined) captured.terminal = print(entry, true);
  });
}

function formatOf(transform: (entry: Entry) => void): Logform.Format {
  return {
    transform(info) {
      transform(info as unknown as Entry);
      return info;
    },
  };
}

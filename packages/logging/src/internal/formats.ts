import type { Logform } from 'winston';
import { capturedOf } from './captured.js';
import { hasTerminal } from './color.js';
import type { Entry } from './entry.js';
import { quote, toJson } from './json.js';
import { MESSAGE } from './symbols.js';
import { compile } from './template.js';

/** Prints an entry as one JSON object on one line. */
export function jsonFormat(): Logform.Format {
  return formatOf((entry) => {
    entry[MESSAGE] = jsonLine(entry);
  });
}

/** Prints an entry by a template. */
export function textFormat(
  template: string,
  name: string,
  fields: readonly string[],
): Logform.Format {
  const print = compile(template, name, fields);
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

function jsonLine(entry: Entry): string {
  let line = '';
  for (const key of Object.keys(entry)) {
    const value = entry[key];
    const json = typeof value === 'string' ? quote(value) : toJson(value);
    if (json !== undefined) line += `${line === '' ? '{' : ','}${quote(key)}:${json}`;
  }
  return `${line}}`;
}

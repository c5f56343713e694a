import { stripVTControlCharacters } from 'node:util';
import type { LogEntry } from '../log-entry.js';

/** The default template of `LogConfiguration`: `{name}: [{requestPath}#{requestId}] {level} - {message}`. */
const TEMPLATE =
  /^(?<service>.*?): \[(?<requestPath>[^\]]*)#(?<requestId>[^\]#]*)\] (?<level>\w+) - (?<message>.*)$/s;

/** Returns what a line of text says. */
export function parseLine(line: string): LogEntry {
  const text = stripVTControlCharacters(line);
  const object = text.startsWith('{') ? parsed(text) : undefined;
  return object ?? { ...(TEMPLATE.exec(text)?.groups ?? { message: text }) };
}

function parsed(text: string): LogEntry | undefined {
  try {
    return JSON.parse(text) as LogEntry;
  } catch {
    // It only begins like JSON.
    return undefined;
  }
}

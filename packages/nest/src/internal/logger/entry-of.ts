import { inspect } from 'node:util';

/** What a call of Nest's logger says. */
export interface LogEntry {
  readonly text: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const STACK = /\n\s+at .+:\d+:\d+/;

/**
 * Takes a call of Nest's logger apart, by Nest's own convention: the last string is the context, usually the name of a class,
 * and of an error the string before it is the stack.
 */
export function entryOf(message: unknown, rest: readonly unknown[], isError: boolean): LogEntry {
  const left = [...rest];
  const fields: Record<string, unknown> = {};
  const last = left.at(-1);
  if (typeof last === 'string' && !(isError && STACK.test(last))) fields['context'] = left.pop();
  const stack = left.at(-1);
  if (isError && typeof stack === 'string') fields['stack'] = left.pop();
  else if (isError && left.length > 0 && stack === undefined) left.pop();
  const more = left.filter((one) => !isPlain(one));
  const objects = left.filter((one) => isPlain(one));
  const text = textOf(message, fields);
  return {
    text: more.length === 0 ? text : [text, ...more.map(printed)].join(' '),
    fields: Object.assign({}, ...objects, fields) as Record<string, unknown>,
  };
}

function textOf(message: unknown, fields: Record<string, unknown>): string {
  if (message instanceof Error) {
    fields['stack'] ??= message.stack;
    return message.message;
  }
  return printed(message);
}

function printed(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value, { breakLength: Infinity });
}

function isPlain(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Error)
  );
}

import { inspect } from 'node:util';
import { Context, request } from '@aiolocals/core';
import { toText } from '../safe-read.js';
import { CAPTURED } from './symbols.js';

const NONE: ReadonlySet<string> = new Set();

/** What is taken down about an entry at the log call, and travels with it to the transports. */
export class Captured {
  readonly context: Context | undefined;
  readonly requestId: string;
  readonly requestPath: string;
  /** Whether transports without a level of their own write it; undefined if the logger's level says so. */
  followers: boolean | undefined;
  /** Whether transports that have a level of their own may write it. */
  owners = true;
  /** What the format made of the entry: undefined until it ran, false if it dropped the entry. */
  output: object | false | undefined;
  /** The line as a terminal shows it, if that differs. */
  terminal: string | undefined;
  /** What a text line has only where its template names it. */
  readonly fieldNames: ReadonlySet<string>;
  /** What a text line need not repeat. */
  said: ReadonlySet<string> | undefined;

  constructor(context: Context | undefined, fieldNames: ReadonlySet<string> = NONE) {
    this.context = context;
    // Not `Local.peek`, which makes an object: this is every line.
    this.requestId = context === undefined ? '' : asText(request.id);
    this.requestPath = context === undefined ? '' : asText(request.path);
    this.followers = undefined;
    this.output = undefined;
    this.terminal = undefined;
    this.fieldNames = fieldNames;
    this.said = undefined;
  }

  static current(fieldNames?: ReadonlySet<string>): Captured {
    return new Captured(Context.current(), fieldNames);
  }
}

// Short: winston's `prettyPrint` shows everything that an entry has.
Object.defineProperty(Captured.prototype, inspect.custom, { value: () => '[captured]' });

/** Nobody keeps an application from putting something else than a string there. */
function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : toText(value);
}

/** What was captured when the entry was logged, or undefined if its logger captures nothing. */
export function capturedOf(info: unknown): Captured | undefined {
  return (info as { [CAPTURED]?: Captured } | null | undefined)?.[CAPTURED];
}

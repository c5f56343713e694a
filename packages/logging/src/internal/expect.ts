import { inspect } from 'node:util';

/** The error for an argument of the wrong kind; `hint` says what to do where that is not obvious. */
export function expected(name: string, what: string, value: unknown, hint?: string): TypeError {
  const end = hint === undefined ? '' : `; ${hint}`;
  return new TypeError(`Expected \`${name}\` to be ${what}, got ${describe(value)}${end}`);
}

/** Short, and without running any code of the value's own. */
function describe(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  const kind = value === null || value === undefined ? '' : ` (${typeof value})`;
  return `\`${inspect(value, { maxStringLength: 40 })}\`${kind}`;
}

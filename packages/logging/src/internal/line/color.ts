import { WriteStream } from 'node:tty';

const RESET = '\u001B[39m';
const COLORS: Readonly<Record<string, number>> = {
  error: 31,
  warn: 33,
  info: 32,
  http: 36,
  verbose: 36,
  debug: 34,
  silly: 35,
};

/** Whether the standard output is a terminal, or `FORCE_COLOR` says to treat it as one. */
export function hasTerminal(): boolean {
  return process.stdout.isTTY || isForced();
}

/** Returns the level padded to the width of its column, in its colour if colours are shown. */
export function paint(level: string, width: number): string {
  const padded = level.padEnd(width);
  const color = COLORS[level];
  if (color === undefined || !showsColors()) return padded;
  return `\u001B[${color}m${level}${RESET}${padded.slice(level.length)}`;
}

function isForced(): boolean {
  const { FORCE_COLOR: force } = process.env;
  return force !== undefined && force !== '0' && force !== 'false';
}

/** As Node decides for its own output: `FORCE_COLOR`, then `NO_COLOR`, then what the terminal supports. */
function showsColors(): boolean {
  return WriteStream.prototype.getColorDepth(process.env) > 1;
}

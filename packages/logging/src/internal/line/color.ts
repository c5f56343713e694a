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

/** Whether lines on the standard output are looked at on a terminal, or `FORCE_COLOR` says to take it for one. */
export function hasTerminal(): boolean {
  return process.stdout.isTTY || isForced();
}

/** The level in its column, in its colour if colours are shown. */
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

/** As Node decides for its own output: `FORCE_COLOR` before `NO_COLOR` before what the terminal can do. */
function showsColors(): boolean {
  return WriteStream.prototype.getColorDepth(process.env) > 1;
}

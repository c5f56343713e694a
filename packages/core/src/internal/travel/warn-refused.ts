import { clip } from '../expect.js';

/** What was reported: by the key of a Local that is declared here, or by the kind of what was refused. */
const reported = new Set<string>();

/** Warns once for each Local that an attribute arrived which its policy keeps out. */
export function warnOfPolicy(key: string, name: string): void {
  warn(
    key,
    () =>
      `Refused \`${clip(name)}\` of Local \`${clip(key)}\`, which arrived from another thread or process: its policy here ` +
      'does not let it travel; give every `Local.for` of this key the same `travels`, and look into who sends it',
  );
}

/** Warns once that state of the packages' own Locals arrived. */
export function warnOfPackages(key: string): void {
  warn(
    'aiolocals.',
    () =>
      `Refused the state of Local \`${clip(key)}\` in a carrier: the Locals of the packages take nothing from outside ` +
      'but the id and the path of the request; give your own Local a key of your own, and look into who writes carriers',
  );
}

/** Warns once for each attribute of the request that arrived and cannot be on a log line. */
export function warnOfRequest(name: 'id' | 'path', what: string): void {
  warn(
    `request.${name}`,
    () =>
      `Refused the \`request.${name}\` of a carrier, because it is not ${what}; set it to that where the carrier is made`,
  );
}

/** Warns once that more arrived than is kept of what nothing declares. */
export function warnTooMany(key: string, name: string, attributes: number, bytes: number): void {
  warn(
    'too many',
    () =>
      `Dropped \`${clip(name)}\` of Local \`${clip(key)}\`, which arrived in a carrier: nothing here declares it, and of ` +
      `such a context keeps ${attributes} attributes and ${bytes / 1024} KiB; declare the Locals with \`Local.for\`, or ` +
      'let only those arrive that you name, with `allow`',
  );
}

function warn(about: string, message: () => string): void {
  if (reported.has(about)) return;
  reported.add(about);
  process.emitWarning(message(), { type: 'AiolocalsWarning', code: 'AIOLOCALS_STATE_REFUSED' });
}

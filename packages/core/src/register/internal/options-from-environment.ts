import { policyFor } from '../../http/request-policy.js';
import type { RequestOptions } from '../../http/request-options.js';
import { clip } from '../../internal/expect.js';
import { nearestName } from '../../internal/nearest-name.js';
import { trustedAddresses } from './trusted-addresses.js';

const PREFIX = 'AIOLOCALS_';
/** Belongs to another package. */
const OTHERS = new Set(['AIOLOCALS_ENVELOPE_KEY']);

type Read = (text: string) => unknown;

const isOff = (text: string): boolean => text === 'false';
const asBoolean = (text: string): unknown => (text === 'true' ? true : isOff(text) ? false : text);
const asNumber: Read = (text) => (/^\d+(?:\.\d+)?$/.test(text) ? Number(text) : text);
const asTest: Read = (text) => {
  const pattern = new RegExp(text);
  return (id: string) => pattern.test(id);
};

/** By variable: the option, and how to read it. */
const VARIABLES: Readonly<Record<string, readonly [keyof RequestOptions, Read]>> = {
  AIOLOCALS_HEADER: ['header', (text) => (isOff(text) ? false : text)],
  AIOLOCALS_ECHO: ['echo', asBoolean],
  AIOLOCALS_TRUST: ['trust', trustedAddresses],
  AIOLOCALS_VALIDATE: ['validate', asTest],
  AIOLOCALS_TIMEOUT: ['timeout', asNumber],
  AIOLOCALS_MAX_TIMEOUT: ['maxTimeout', asNumber],
  AIOLOCALS_MAX_PATH_LENGTH: ['maxPathLength', asNumber],
};

/**
 * Returns the options that the environment has. A variable that does not exist or has a value that the option does not
 * take is left out, and a warning says so: an app must not fail to start for it. An empty one counts as not set.
 */
export function optionsFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): RequestOptions {
  const options: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith(PREFIX) || OTHERS.has(name) || text === undefined || text === '') continue;
    const variable = Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : undefined;
    if (variable === undefined) {
      warn(unknown(name));
      continue;
    }
    const [option, read] = variable;
    try {
      const value = read(text);
      policyFor('@aiolocals/core/register', { [option]: value });
      options[option] = value;
    } catch (error) {
      warn(`\`${name}=${clip(text)}\` is not used: ${(error as Error).message}`);
    }
  }
  return options;
}

function unknown(name: string): string {
  const names = Object.keys(VARIABLES);
  const nearest = nearestName(name, names);
  const remedy =
    nearest === undefined ? `there are ${names.join(', ')}` : `did you mean ${nearest}?`;
  return `Unknown variable \`${clip(name)}\` in the environment: ${remedy}`;
}

function warn(message: string): void {
  process.emitWarning(message, {
    type: 'AiolocalsWarning',
    code: 'AIOLOCALS_ENVIRONMENT',
  });
}

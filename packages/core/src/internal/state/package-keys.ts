/** The key of the Local that names the request. It is the only one of the packages that carriers have. */
export const REQUEST_KEY = 'aiolocals.request';

const PREFIX = 'aiolocals.';

/**
 * Whether a Local with this key is the packages' own business: how a context logs, which lines it holds. Its state
 * goes from thread to thread, but into no carrier: anybody who can write a carrier would control the packages.
 */
export function isOfPackages(key: string): boolean {
  return key.startsWith(PREFIX) && key !== REQUEST_KEY;
}

// @ts-check
import { readFileSync } from 'node:fs';

/**
 * @typedef {object} Difference What a runtime does in another way than Node.
 * @property {string} what What a user sees, in a sentence. None of it is a wrong id.
 * @property {string} [document] The page that says so. Without one, nobody has looked into it yet: it may be a fault of ours.
 * @property {boolean} [isFlaky] Whether the tests pass at times.
 * @property {Tests} tests The tests that show it by failing.
 *
 * @typedef {Record<string, Record<string, Record<string, readonly string[]>>>} Tests Titles, by runtime, package and file.
 */

/** @type {readonly Difference[]} */
export const differences = JSON.parse(
  readFileSync(new URL('differences.json', import.meta.url), 'utf8'),
);

/**
 * Tests that hang a runtime, and so are not run there: by runtime and package, what is in their titles, and why.
 *
 * @type {Record<string, Record<string, { titles: string, what: string, document: string }>>}
 */
export const leftOut = {
  bun: {
    ws: {
      titles: 'socket.io 4.0.0',
      what: 'socket.io 4.0.0 gets no connection by the `ws` that Bun has in place of the package; 4.8 does',
      document: 'https://bun.sh/docs/api/websockets',
    },
    logging: {
      titles: 'on a terminal',
      what: 'The pseudo terminal of the tests hands out nothing',
      document: 'https://github.com/oven-sh/bun/issues/25822',
    },
  },
  deno: {
    logging: {
      titles: 'on a terminal',
      what: 'The pseudo terminal of the tests never ends',
      document: 'https://github.com/denoland/deno/issues/31032',
    },
  },
};

// @ts-check
import { readFileSync } from 'node:fs';

/**
 * @typedef {object} Difference What a runtime does differently from Node.
 * @property {string} what What a user sees, in a sentence. None of it is a wrong id.
 * @property {string} [document] The page or issue that describes it. Without one, nobody has found the cause yet: it may be a fault of ours.
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
 * Tests that are not run on a runtime, because they hang it: by runtime and package, a part of their titles, and the reason.
 *
 * @type {Record<string, Record<string, { titles: string, what: string, document: string }>>}
 */
export const leftOut = {
  bun: {
    ws: {
      titles: 'socket.io 4.0.0',
      what: 'socket.io 4.0.0 gets no connection with Bun’s own `ws`, which replaces the package. 4.8 does',
      document: 'https://bun.sh/docs/api/websockets',
    },
    logging: {
      titles: 'on a terminal',
      what: 'The pseudo-terminal of the tests passes nothing on',
      document: 'https://github.com/oven-sh/bun/issues/25822',
    },
  },
  deno: {
    logging: {
      titles: 'on a terminal',
      what: 'The pseudo-terminal of the tests never ends',
      document: 'https://github.com/denoland/deno/issues/31032',
    },
  },
};

// @ts-check
// What request number n is: the client, the server and the check of the lines all derive it from the number.

/** What requests do, and how many of a hundred do it. */
const shares = /** @type {const} */ ({
  plain: 20,
  body: 12,
  outbound: 12,
  pool: 12,
  shared: 10,
  tasks: 10,
  fail: 6,
  hostile: 6,
  abort: 5,
  pipelined: 4,
  events: 2,
  slow: 1,
});

/** @typedef {keyof typeof shares} Kind */

const kinds = /** @type {Kind[]} */ (
  Object.entries(shares).flatMap(([kind, share]) => Array.from({ length: share }, () => kind))
);
const frameworks = /** @type {const} */ (['express', 'koa', 'fastify', 'plain']);

/** @typedef {(typeof frameworks)[number]} Framework */

/** One task in so many ends its thread. */
const KILLED_OF = 40;

/**
 * @typedef {object} Work
 * @property {number} n
 * @property {Kind} kind
 * @property {Framework} framework
 * @property {boolean} restarts Whether it goes to the server that is restarted.
 * @property {string | undefined} id What it sends as `X-Request-ID`.
 * @property {boolean} kills Whether its task ends the thread.
 */

/** Says what request `n` is. @returns {Work} */
export function workOf(/** @type {number} */ n) {
  const mixed = mix(n);
  const kind = kinds[mixed % kinds.length] ?? 'plain';
  const framework = frameworks[(mixed >>> 8) % frameworks.length] ?? 'plain';
  const restarts = (mixed >>> 12) % 5 === 0;
  const kills = kind === 'pool' && (mixed >>> 16) % KILLED_OF === 0;
  return { n, kind, framework, restarts, id: idFor(n, kind, mixed), kills };
}

/** Two requests of three bring an id. */
function idFor(/** @type {number} */ n, /** @type {Kind} */ kind, /** @type {number} */ mixed) {
  if (kind === 'hostile') return hostileIds[mixed % hostileIds.length];
  return (mixed >>> 20) % 3 === 0 ? undefined : `client-${n}`;
}

/** Values that must not become an id, or part of a line. */
export const hostileIds = [
  'forged] error - forged; [/y#forged',
  '{"requestId":"forged"}',
  'forged\tid',
  'forged\u00e9',
  'forged'.repeat(60),
  '"},{"requestId":"forged',
  '',
];

/** Spreads the numbers, the same way in each process. */
function mix(/** @type {number} */ n) {
  let hash = Math.imul(n ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  return (hash ^ (hash >>> 16)) >>> 0;
}

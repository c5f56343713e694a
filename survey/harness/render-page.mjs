// @ts-check
import { inWords, isRight, severityOf } from './verdict.mjs';

/**
 * @typedef {import('./figures.mjs').Figures} Figures
 * @typedef {import('./figures.mjs').Entry} Entry
 * @typedef {import('./measure.mjs').Finding} Finding
 */

/** The kinds of libraries, in the order of the page. */
const KINDS = {
  databases: 'Databases',
  redis: 'Redis',
  brokers: 'Queues of messages and jobs',
  queues: 'Limits, locks and promises',
  caches: 'Caches and batches',
  pools: 'Pools',
  clients: 'Clients of HTTP, RPC and mail',
  sockets: 'Sockets',
  events: 'Emitters and observables',
  schedulers: 'Schedulers',
  native: 'Native modules and files',
  web: 'Behind Express',
};
const HEAD = `# What libraries do to a context

Does a library call your code in the context that used it, and what do you write if it does not? Find your library below. Each row is
one way to use it. The columns of Node say whose context your code saw, and the remedy is what to write instead. Without a remedy,
nothing needs to change.

\`pnpm survey\` measures this on real servers, and writes this page: a hundred contexts use one shared client at the same time, and
each call is counted.

- **kept**: every call ran in the context that asked for it.
- **none 100 of 100**: 100 of 100 calls ran outside any context. \`request.id\` throws there, and a log line has no id.
- **another's 97 of 100**: 97 of 100 calls ran in the context of another request. This is the dangerous one: a log line has
  the wrong id.
- **lazily**: what happens if the first request opens the client. The result in front of it is that of a client that was opened
  earlier, outside any context. Without this word, both are alike.
- **not measured**: the library needs a later Node.

A total of more than 100 means that each context was called back several times.

Three rules follow from the tables:

1. **What you \`await\` is kept.** Prefer the promise API of a library to its callbacks.
2. **A callback or listener on something shared needs \`bind(callback)\`** or \`bindEmitter(emitter)\`.
3. **Open shared clients outside any context**: when the program starts, or with \`Context.exit(open)\`. A client that a request
   opens can carry that request's context into all later ones.

Each remedy was measured in the same way, on each Node where it is needed, and kept every call. `;
const TAIL = `## Measure your own library

The survey uses \`probe\` of \`@aiolocals/testing\`. It needs no test runner:

\`\`\`ts
import { EventEmitter } from 'node:events';
import { bind } from '@aiolocals/core';
import { probe } from '@aiolocals/testing';

const client = new EventEmitter().setMaxListeners(0); // your library
const ask = (callback: () => void, index: number) => {
  client.once('answer', callback);
  if (index === 99) client.emit('answer');
};

console.log(await probe((see, index) => ask(see, index)));
console.log(await probe((see, index) => ask(bind(see), index)));
\`\`\`

\`\`\`text
{ kept: 1, lost: 0, foreign: 99, missing: 0 }
{ kept: 100, lost: 0, foreign: 0, missing: 0 }
\`\`\`

\`kept\`, \`lost\` and \`foreign\` are what the tables call *kept*, *none* and *another's*. \`missing\` counts calls that never came.

To add a library to this page, add it to \`survey/package.json\`, add a file to one of the folders in \`survey/libraries\`, and run
\`pnpm survey --only its-name\`.
`;

/** @param {Figures} figures @returns {string} */
export function renderPage(figures) {
  const { nodes, libraries } = figures;
  const columns = Object.keys(nodes).filter((node) =>
    Object.values(libraries).some((entry) => entry.nodes[node]),
  );
  const versions = columns.map((node) => `Node ${nodes[node]}`).join(' and ');
  const sections = Object.entries(KINDS).map((kind) => sectionOf(kind, columns, figures));
  return `${HEAD}Measured on ${versions}.\n\n${sections.join('')}${TAIL}`;
}

/** @param {string[]} kind Its folder, and its title. @param {string[]} columns @param {Figures} figures */
function sectionOf([kind, title], columns, { libraries, skipped }) {
  const entries = Object.entries(libraries).filter(([, entry]) => entry.kind === kind);
  const without = Object.keys(skipped).filter((name) => skipped[name] === kind);
  if (entries.length + without.length === 0) return '';
  const nodes = columns.map((node) => `Node ${node}`);
  const head = ['library', 'where your code runs', ...nodes, 'remedy'];
  const rows = entries.flatMap(([name, entry]) => rowsOf(name, entry, columns));
  const table = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`);
  const names = without.map((name) => `\`${name}\``).join(', ');
  const note = names === '' ? '' : `\nNot measured, because no server was available: ${names}.\n`;
  return `## ${title}\n\n${table.join('')}${note}\n`;
}

/** @param {string} name @param {Entry} entry @param {string[]} columns */
function rowsOf(name, { version, nodes }, columns) {
  const hows = new Set(Object.values(nodes).flatMap((findings) => findings.map(({ how }) => how)));
  return [...hows].map((how, index) => {
    const found = columns.map((node) => nodes[node]?.find((finding) => finding.how === how));
    const remedies = new Set(
      found.flatMap((finding) => finding?.remedies.map((remedy) => remedy.how) ?? []),
    );
    const library = index === 0 ? `${titleOf(name)} ${version}`.trim() : '';
    return [library, how, ...found.map(cellOf), [...remedies].join('; or ')].map(escaped);
  });
}

/** An older version has a name of its own, such as `p-limit-3`. The page shows it without the number. */
function titleOf(/** @type {string} */ name) {
  return name.replace(/-\d+$/, '');
}

function cellOf(/** @type {Finding | undefined} */ finding) {
  if (finding === undefined) return 'not measured';
  const { outside, inside } = finding;
  if (inside === undefined || severityOf(inside) === severityOf(outside)) return strong(outside);
  return `${strong(outside)}; lazily ${strong(inside)}`;
}

function strong(/** @type {import('./verdict.mjs').Tally} */ tally) {
  return isRight(tally) ? 'kept' : `**${inWords(tally)}**`;
}

function escaped(/** @type {string} */ cell) {
  return cell.replaceAll('|', '\\|');
}

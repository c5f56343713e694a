// @ts-check
/**
 * @typedef {import('./reporter.mjs').Count} Count
 * @typedef {import('./reporter.mjs').Noted} Noted
 * @typedef {import('./reporter.mjs').Places} Places
 */

/** The tables, in the order of the page. */
const TABLES = ['Fastify', 'Nest', 'Nest: messages', 'Nest: gateways', 'Hono', 'ws', 'socket.io'];
const NOTHING = { right: 0, wrong: 0, missing: 0 };

/** Writes the page. */
export function renderPage(/** @type {readonly Noted[]} */ noted, /** @type {string} */ version) {
  const places = noted.flatMap((each) => [...each.places, ...fastifyPlaces(each)]);
  const tables = TABLES.map((table) => renderTable(table, places));
  return `${HEAD.replace('VERSION', version)}\n${tables.join('\n')}`;
}

const HEAD = `# What code sees, place by place

Which code of your app sees the context of its own request? Each row is a place where a framework calls your code: a hook, a handler,
a callback. Each column is a way to open the context. A cell counts what the code at that place saw, over many requests:
_own / another's / none_. So \`10 / 0 / 0\` is right, and a second number above 0 means that code took another request's context. An
empty cell: the place does not exist there, or was not tried.

Requests overlap, and some places come after a callback of a connection that all requests share. The columns \`als.run\` are for
comparison: a plain \`AsyncLocalStorage\`, entered where the documentation of the framework says.

\`pnpm places\` measures and writes this page, here on Node VERSION. \`pnpm contract\` prints the cases of the contract on each
version of each framework.
`;

/** The cases of the contract on the newest Fastify are its places. */
function fastifyPlaces(/** @type {Noted} */ { rows }) {
  const control = rows.find(({ isControl }) => isControl === true)?.adapter;
  if (control === undefined) return [];
  const [own = ''] = control.split(',');
  const controlled = new Set(
    rows.filter(({ adapter }) => adapter === control).map((row) => row.case),
  );
  return [
    { adapter: own, column: '@aiolocals/fastify' },
    { adapter: control, column: 'als.run in onRequest' },
  ].map(({ adapter, column }) => ({
    table: 'Fastify',
    column,
    counts: rows
      .filter((row) => row.adapter === adapter && controlled.has(row.case))
      .map((row) => /** @type {[string, Count]} */ ([row.case, countOf(row)])),
  }));
}

/** @returns {Count} */
function countOf(/** @type {import('./reporter.mjs').Row} */ { correct, foreign, none }) {
  return { right: correct, wrong: foreign, missing: none };
}

function renderTable(/** @type {string} */ table, /** @type {readonly Places[]} */ all) {
  const columns = all.filter((each) => each.table === table);
  const names = [...new Set(columns.flatMap(({ counts }) => counts.map(([place]) => place)))];
  const cellsAt = (/** @type {string} */ place) =>
    columns.map(({ counts }) => cellOf(counts.find(([name]) => name === place)?.[1]));
  const lines = [
    ['place', ...columns.map(({ column }) => column)],
    ['---', ...columns.map(() => '---')],
    ...names.map((place) => [place].concat(cellsAt(place))),
    ['**all places**', ...columns.map(({ counts }) => `**${cellOf(sumOf(counts))}**`)],
  ];
  return `## ${table}\n\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

function cellOf(/** @type {Count | undefined} */ count) {
  return count === undefined ? '' : `${count.right} / ${count.wrong} / ${count.missing}`;
}

/** @returns {Count} */
function sumOf(/** @type {Places['counts']} */ counts) {
  return counts.reduce(
    (sum, [, count]) => ({
      right: sum.right + count.right,
      wrong: sum.wrong + count.wrong,
      missing: sum.missing + count.missing,
    }),
    NOTHING,
  );
}

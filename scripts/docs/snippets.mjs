// @ts-check
// The pieces of code in a page or in the doc comments of a source, each with the output that the page shows.

/**
 * @typedef {object} Snippet
 * @property {string} name Of the file that it is written to, without its ending.
 * @property {string} place Where it stands: file and line.
 * @property {'ts' | 'cts'} kind What is compiled; `js` blocks are CommonJS.
 * @property {string} code
 * @property {string[]} requests The lines of `curl` that follow.
 * @property {string | undefined} answers What those lines print.
 * @property {string | undefined} output What the code prints.
 */

/** Languages of blocks that hold no program; `txt` is text that is not compared. */
const OTHERS = new Set(['diff', 'json', 'py', 'sh', 'text', 'toml', 'txt', 'yaml']);
const BLOCK = /^(?<indent> *(?:\* )?)```(?<language>[^\n]*)\n(?<body>.*?)^ *(?:\* )?```$/gms;

/** @returns {Snippet[]} */
export function snippetsOf(/** @type {string} */ file, /** @type {string} */ text) {
  const isSource = file.endsWith('.ts');
  const blocks = [...text.matchAll(BLOCK)].map(({ index, groups = {} }) => ({
    line: text.slice(0, index).split('\n').length,
    language: groups['language'] ?? '',
    body: isSource
      ? (groups['body'] ?? '').replaceAll(/^ *\* ?/gm, '')
      : withoutIndent(groups['body'] ?? '', groups['indent'] ?? ''),
  }));
  return blocks.flatMap(({ line, language, body }, at) => {
    const place = `${file}:${line}`;
    if (OTHERS.has(language)) return [];
    if (language !== 'ts' && language !== 'js') {
      throw new Error(
        `${place} has a block of "${language}". Use ts or js, which are checked, or one of ${[...OTHERS].join(', ')}`,
      );
    }
    const followers = blocks
      .slice(at + 1, at + 4)
      .map((block) => `${block.language}\n${block.body}`);
    /** @type {Snippet} */
    const snippet = {
      name: `${file.replaceAll(/[/.]/g, '-')}-${line}`,
      place,
      kind: language === 'ts' ? 'ts' : 'cts',
      code: language === 'ts' ? body : asRequire(body),
      ...outcomeOf(followers),
    };
    if (isSource) snippet.output ??= promisedIn(body);
    return [snippet];
  });
}

const textOf = (/** @type {string} */ block) =>
  block.startsWith('text\n') ? block.slice(5) : undefined;

/** @returns {Pick<Snippet, 'requests' | 'answers' | 'output'>} */
function outcomeOf(/** @type {string[]} */ [first = '', second = '', third = '']) {
  if (!first.startsWith('sh\ncurl ')) {
    return { requests: [], answers: undefined, output: textOf(first) };
  }
  const requests = first.slice(3).trim().split('\n');
  return { requests, answers: textOf(second), output: textOf(third) };
}

/**
 * Returns what the comments after `console.log` say, unless the code only declares something or does not end by itself.
 *
 * @returns {string | undefined}
 */
function promisedIn(/** @type {string} */ body) {
  const said = [...body.matchAll(/console\.log\(.*\)\)?; \/\/ (.+)$/gm)].map(([, text]) => text);
  const isWhole = said.length > 0 && said.length === body.split('console.log(').length - 1;
  return isWhole && !/declare |createServer\(|\.on\(/.test(body) ? said.join('\n') : undefined;
}

function withoutIndent(/** @type {string} */ body, /** @type {string} */ indent) {
  return indent === '' ? body : body.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
}

/** So that the compiler knows what `require` returns. */
function asRequire(/** @type {string} */ code) {
  let count = 0;
  return code.replaceAll(
    /^const (\w+|\{[^}]*\}) = require\('([^']+)'\);$/gm,
    (_line, names = '', from = '') => {
      if (!names.startsWith('{')) return `import ${names} = require('${from}');`;
      count += 1;
      return `import module${count} = require('${from}');\nconst ${names} = module${count};`;
    },
  );
}

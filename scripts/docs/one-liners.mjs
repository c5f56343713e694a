// @ts-check
// Options have examples of one line: `@example \`{ timeout: 30_000 }\``. Each is compiled as a value of the interface that it
// stands in.

const INTERFACE = /^export interface (\w+)(<[^{]*?>)?[^{]*\{$/gm;
const EXAMPLE = /@example `(\{.*\})`/g;

/** @returns {import('./snippets.mjs').Snippet[]} */
export function oneLinersOf(/** @type {string} */ file, /** @type {string} */ text) {
  const interfaces = [...text.matchAll(INTERFACE)];
  return [...text.matchAll(EXAMPLE)].map(({ index, 1: value = '' }) => {
    const line = text.slice(0, index).split('\n').length;
    const place = `${file}:${line}`;
    const [, name, parameters = ''] = interfaces.findLast((each) => each.index < index) ?? [];
    if (name === undefined)
      throw new Error(`${place}: Expected the example to be in an exported interface`);
    // For those without a default, any type will do.
    const required = parameters.split(',').filter((each) => each !== '' && !each.includes('='));
    const type = required.length === 0 ? name : `${name}<${required.map(() => 'any').join(', ')}>`;
    const built = file.replace('/src/', '/dist/esm/').replace(/\.ts$/, '.js');
    return {
      name: `${file.replaceAll(/[/.]/g, '-')}-${line}-option`,
      place,
      kind: 'ts',
      code: `import type { ${name} } from '../../${built}';\nexport const options: Partial<${type}> = ${value};\n`,
      requests: [],
      answers: undefined,
      output: undefined,
    };
  });
}

import { expected, nearestName } from '@aiolocals/core/options';

const NAMES = [
  'name',
  'level',
  'message',
  'requestId',
  'requestPath',
  'timestamp',
  'service',
  'late',
];

/**
 * Throws a TypeError unless `template` is the template of a text line. It can name fields that filters add, so an
 * unknown name is refused only if it is close to a known one.
 */
export function expectTemplate(template: unknown, fieldNames: ReadonlySet<string>): void {
  if (typeof template !== 'string') throw expected('format', 'a template of a line', template);
  const known = [...new Set([...NAMES, ...fieldNames])];
  for (const [, name = ''] of template.matchAll(/\{(\w+)\}/g)) {
    if (known.includes(name)) continue;
    const near = nearestName(name, known);
    if (near === undefined || !isSlip(name, near)) continue;
    throw new TypeError(
      `Unknown field \`{${name}}\` in \`format\`: did you mean \`{${near}}\`? ` +
        `There are ${known.map((each) => `\`{${each}}\``).join(', ')}, and what your filters add`,
    );
  }
}

/** Whether the two differ in one letter, or in case. */
function isSlip(name: string, near: string): boolean {
  if (name.length !== near.length) return true;
  let differing = 0;
  for (let index = 0; index < name.length; index++) if (name[index] !== near[index]) differing += 1;
  return differing <= 1 || name.toLowerCase() === near.toLowerCase();
}

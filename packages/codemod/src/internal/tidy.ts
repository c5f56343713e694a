/** Names in objects that a codemod makes. */
const OWN = 'echo|generate|header|id|locals';
const OBJECT = new RegExp(`\\{\\n\\s*((?:(?:${OWN}): [^\\n{}]*,?\\n\\s*)+)\\}`, 'g');
const REQUIRE = /const \{\n([^}]*)\n\} = require\('@aiolocals\//g;

/** Puts the objects that a codemod made on one line: the printer of the syntax tree gives each property its own. */
export function tidy(text: string): string {
  return text
    .replaceAll(OBJECT, (_match, inner: string) => `{ ${joined(inner)} }`)
    .replaceAll(
      REQUIRE,
      (_match, inner: string) => `const { ${joined(inner)} } = require('@aiolocals/`,
    )
    .replaceAll(/(from '[^'\n]*';\n)\n(?=import \{[^}\n]*\} from '@aiolocals\/)/g, '$1')
    .replaceAll(/(require\([^\n]*;\n)\n(?=const \{ [^}]* \} = require\('@aiolocals\/)/g, '$1');
}

function joined(lines: string): string {
  return lines
    .trim()
    .split(/\s*\n\s*/)
    .join(' ');
}

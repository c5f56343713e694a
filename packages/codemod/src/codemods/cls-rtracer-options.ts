import type { ASTNode, ObjectExpression } from 'jscodeshift';
import type { ModuleFile } from '../internal/module-file.js';

/** The default header of both. */
const HEADER = 'X-Request-Id';

/**
 * Returns the options of our middleware that do what those of cls-rtracer did: by default it ignores the ids of
 * clients, and sends none.
 */
export function tracerOptions(file: ModuleFile, given: ASTNode | undefined): ASTNode[] {
  const { j } = file;
  if (given !== undefined && given.type !== 'ObjectExpression') {
    file.leave(given, 'cls-rtracer: these options have other names here: header, echo, generate');
    return [given];
  }
  const options = optionsOf(file, given);
  const isTrue = (name: string): boolean =>
    (options.get(name) as { value?: unknown } | undefined)?.value === true;
  const header = options.get('headerName');
  const result: [string, ASTNode][] = [];
  if (!isTrue('useHeader')) result.push(['header', j.literal(false)]);
  else if (header !== undefined) result.push(['header', header]);
  if (!isTrue('echoHeader')) result.push(['echo', j.literal(false)]);
  else if (!isTrue('useHeader')) result.push(['echo', header ?? j.literal(HEADER)]);
  const generate = options.get('requestIdFactory');
  if (generate !== undefined) result.push(['generate', generate]);
  const properties = result.map(([name, value]) =>
    j.property('init', j.identifier(name), value as never),
  );
  return properties.length === 0 ? [] : [j.objectExpression(properties)];
}

const KNOWN = new Set(['echoHeader', 'headerName', 'requestIdFactory', 'useHeader']);

function optionsOf(file: ModuleFile, given: ObjectExpression | undefined): Map<string, ASTNode> {
  const options = new Map<string, ASTNode>();
  for (const property of given?.properties ?? []) {
    const { key, value } = property as unknown as { key?: { name?: string }; value?: ASTNode };
    const name = key?.name ?? '';
    if (value !== undefined && KNOWN.has(name)) options.set(name, value);
    else
      file.leave(
        property,
        `cls-rtracer: the option \`${name || '…'}\` has to be rewritten by hand`,
      );
    const isFlag = name === 'useHeader' || name === 'echoHeader';
    if (isFlag && typeof (value as { value?: unknown }).value !== 'boolean')
      file.leave(property, `cls-rtracer: \`${name}\` is decided elsewhere; it was taken for false`);
  }
  return options;
}

import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** A function of a worker file. */
export type Handler = (task: unknown) => unknown;

/**
 * Returns a function of a worker file. As Piscina does, it tries `require` first, then `import`.
 *
 * @throws TypeError if the file exports no such function, or what the file throws.
 */
export async function loadHandler(filename: string, name: string): Promise<Handler> {
  let exported: unknown;
  try {
    exported = await pick(createRequire(filename)(filename), name);
  } catch {}
  if (typeof exported !== 'function')
    exported = await pick(await import(pathToFileURL(filename).href), name);
  if (typeof exported === 'function') return exported as Handler;
  throw new TypeError(
    `Expected \`${filename}\` to export a function as \`${name}\`, got ${typeof exported}: export it there, or correct ` +
      'the `filename` or the `name` of the task',
  );
}

async function pick(exported: unknown, name: string): Promise<unknown> {
  return typeof exported === 'function'
    ? exported
    : await (exported as Record<string, unknown>)[name];
}

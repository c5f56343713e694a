import { expected, nearestName } from '@aiolocals/core/options';

/** What has levels, by their names. */
export interface Levelled {
  readonly levels: Readonly<Record<string, number>>;
}

/** Says which levels the logger has, and which of them was probably meant. */
export function levelsHint({ levels }: Levelled, given: unknown): string {
  const names = Object.keys(levels);
  const near = typeof given === 'string' ? nearestName(given, names) : undefined;
  const listed = names.map((name) => `\`${name}\``).join(', ');
  return `the logger has ${listed}${near === undefined ? '' : `; did you mean \`${near}\`?`}`;
}

/** Throws a TypeError unless the logger has a level of that name. */
export function expectLevelOf(logger: Levelled, name: string, value: unknown): void {
  if (
    typeof value === 'string' &&
    typeof logger.levels[value] === 'number' &&
    Object.hasOwn(logger.levels, value)
  )
    return;
  throw expected(name, 'a level of the logger', value, levelsHint(logger, value));
}

/** Names that differ more than this are another name, not a slip. */
const MOST_EDITS = 2;

/**
 * Returns the name in `names` that `name` was probably meant to be: one that differs in case or separators only, or
 * by one or two letters that were left out, added, changed or swapped. Undefined if none is near.
 */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const plain = plainOf(name);
  let nearest: string | undefined;
  let fewest = Math.min(MOST_EDITS, Math.floor(plain.length / 2)) + 1;
  for (const candidate of names) {
    const edits = editsBetween(plain, plainOf(candidate), fewest);
    if (edits < fewest) [nearest, fewest] = [candidate, edits];
  }
  return nearest;
}

function plainOf(name: string): string {
  return name.toLowerCase().replaceAll(/[-_ ]/g, '');
}

/** The optimal string alignment distance, or `limit` if it is not less. */
function editsBetween(first: string, second: string, limit: number): number {
  if (Math.abs(first.length - second.length) >= limit) return limit;
  let before: number[] = [];
  let above = Array.from({ length: second.length + 1 }, (_, column) => column);
  for (let row = 1; row <= first.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= second.length; column += 1) {
      const isSame = first[row - 1] === second[column - 1];
      let edits = Math.min(
        (above[column] as number) + 1,
        (current[column - 1] as number) + 1,
        (above[column - 1] as number) + (isSame ? 0 : 1),
      );
      const isSwapped =
        first[row - 1] === second[column - 2] && first[row - 2] === second[column - 1];
      if (row > 1 && column > 1 && isSwapped)
        edits = Math.min(edits, (before[column - 2] as number) + 1);
      current.push(edits);
    }
    [before, above] = [above, current];
  }
  return Math.min(above.at(-1) as number, limit);
}

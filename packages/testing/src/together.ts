/**
 * Holds calls until there are `count` of them, and then makes all of them from the context of the last, as code does in
 * which requests wait for each other.
 */
export function together(count: number): (call: () => void) => void {
  const held: (() => void)[] = [];
  return (call) => {
    held.push(call);
    // The last one's own first.
    if (held.length === count) for (const one of held.splice(0).toReversed()) one();
  };
}

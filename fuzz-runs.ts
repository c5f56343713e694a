/**
 * Returns how often a property is tried: `count`, or what `pnpm fuzz` asks for with `--runs` and `--long`. The seed comes
 * with it: see `trust/fuzz/setup.ts`.
 */
export function runsOf(count: number): number {
  const asked = Number(process.env['AIOLOCALS_FUZZ_RUNS']);
  return asked > 0 ? asked : Math.ceil(count * Number(process.env['AIOLOCALS_FUZZ_TIMES'] ?? 1));
}

/** How many runs of a property: a tenth where the file has run in full outside any context. */
export function runsOf(count: number): number {
  return process.env['AIOLOCALS_STATE'] === undefined ? count : count / 10;
}

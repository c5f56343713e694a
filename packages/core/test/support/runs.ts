/** How many runs of a property: a tenth where the file has run in full outside any context. */
export function runs(count: number): number {
  return process.env['AIOLOCALS_STATE'] === undefined ? count : count / 10;
}

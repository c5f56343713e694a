/** How often the tests of places repeat each step. `pnpm places` repeats it more often. */
export const times = (few: number): number => few * Number(process.env['AIOLOCALS_TIMES'] ?? 1);

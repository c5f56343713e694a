/** How often the tests of places do what they do. `pnpm places` does it more often. */
export const times = (few: number): number => few * Number(process.env['AIOLOCALS_TIMES'] ?? 1);

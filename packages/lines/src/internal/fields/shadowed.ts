/** Where a line keeps what a caller passed under the name of a field that is not the caller's. */
export const SHADOWED = 'shadowed';

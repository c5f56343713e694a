/**
 * Whether any policy of this copy of the package has an `onClose`. Each request then notes when it started, because a
 * later middleware may want its summary.
 */
export const summaries: { areWanted: boolean } = { areWanted: false };

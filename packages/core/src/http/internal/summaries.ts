/**
 * Whether any policy of this copy of the package has an `onClose`. A request then takes its time from the start, because a middleware that it comes
 * to later may want its summary.
 */
export const summaries: { areWanted: boolean } = { areWanted: false };

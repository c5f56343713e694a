/** `setTimeout` fires at once when it is asked for more milliseconds than this. */
export const LONGEST_TIMER: number = 2 ** 31 - 1;

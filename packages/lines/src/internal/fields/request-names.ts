/** What the fields of the request are called on a line. */
export interface RequestNames {
  /** False if lines do not carry it. */
  readonly requestId: string | false;
  /** False if lines do not carry it. */
  readonly requestPath: string | false;
  /** False if lines do not carry it. */
  readonly late: string | false;
  /** Whether a line outside any request has empty strings in place of the id and the path. */
  readonly isEmptyOutside: boolean;
}

/** The names of the configured logger, and of a format in a logger that is not attached. */
export const USUAL_NAMES: RequestNames = {
  requestId: 'requestId',
  requestPath: 'requestPath',
  late: 'late',
  isEmptyOutside: true,
};

/** The names of a logger that `attachContext` was called with: a guest's logger adds no empty fields. */
export const GUEST_NAMES: RequestNames = { ...USUAL_NAMES, isEmptyOutside: false };

/** What the fields of the request hold, and what they are called. */
export interface RequestValues {
  readonly names: RequestNames;
  readonly requestId: string;
  readonly requestPath: string;
  readonly late: number | undefined;
}

/** Puts the fields of the request onto an entry. Doing it twice does the same as doing it once. */
export function putRequest(
  entry: Record<string, unknown>,
  { names, requestId, requestPath, late }: RequestValues,
): void {
  const { isEmptyOutside } = names;
  if (names.requestId !== false && (isEmptyOutside || requestId !== ''))
    entry[names.requestId] = requestId;
  if (names.requestPath !== false && (isEmptyOutside || requestPath !== ''))
    entry[names.requestPath] = requestPath;
  if (late !== undefined && names.late !== false) entry[names.late] ??= late;
}

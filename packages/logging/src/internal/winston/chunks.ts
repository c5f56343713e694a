import type { AnyLogger } from './shapes.js';

/** What `readable-stream` keeps of entries that were written and not transformed. */
interface Waiting {
  readonly _transformState?: { readonly writechunk?: unknown };
  readonly _writableState: {
    readonly lastBufferedRequest?: { readonly chunk: unknown } | null;
    getBuffer?(): readonly { readonly chunk: unknown }[];
  };
}

/** Returns the entry that was written last, if the logger has not transformed it. */
export function lastChunkWritten(logger: AnyLogger): object | undefined {
  const { _transformState, _writableState } = logger as unknown as Waiting;
  const chunk = _writableState.lastBufferedRequest?.chunk ?? _transformState?.writechunk;
  return typeof chunk === 'object' && chunk !== null ? chunk : undefined;
}

/** Returns the entries that were written and that the logger has not transformed. */
export function chunksWritten(logger: AnyLogger): object[] {
  const { _transformState, _writableState } = logger as unknown as Waiting;
  const chunks = (_writableState.getBuffer?.() ?? []).map(({ chunk }) => chunk);
  return [...chunks, _transformState?.writechunk].filter(
    (chunk) => typeof chunk === 'object' && chunk !== null,
  );
}

/** The flags of a pool, in shared memory. Behind them, in the same buffer, is room for the reason of each. */
export type Slots = Int32Array<SharedArrayBuffer>;

/** Bytes for the reasons of one pool. */
const MOST_IN_ALL = 262_144;
/** Bytes for one reason. */
const MOST_EACH = 4096;
/** Bytes of the length that each reason begins with. */
export const LENGTH_BYTES = 4;

/** Returns memory for `count` flags. */
export function makeSlots(count: number): Slots {
  const flags = count * Int32Array.BYTES_PER_ELEMENT;
  const room = Math.max(Math.min(MOST_EACH, Math.floor(MOST_IN_ALL / count)), LENGTH_BYTES);
  return new Int32Array(new SharedArrayBuffer(flags + count * room), 0, count);
}

/** Returns the room for the reason of one flag. */
export function reasonRoom(
  { buffer, byteLength, length }: Slots,
  slot: number,
): DataView<SharedArrayBuffer> {
  const size = (buffer.byteLength - byteLength) / length;
  return new DataView(buffer, byteLength + slot * size, size);
}

import type { HeldLines } from '@aiolocals/lines/logger';
import type { HeldText } from './level/held-line.js';
import type { LineSettings } from './line/line-settings.js';
import type { AsJson, PinoKeys, PinoLogger, Write } from './pino.js';

/** What a logger had before it was attached. */
export interface Originals {
  readonly asJson: AsJson;
  readonly write: Write;
  readonly setLevel: (this: PinoLogger, level: unknown) => void;
  readonly isLevelEnabled: (this: PinoLogger, level: string) => boolean;
}

/** What is put on a logger once, for every copy of this package to find. Its children inherit it. */
export interface Attachment {
  readonly keys: PinoKeys;
  readonly originals: Originals;
  settings: LineSettings;
  /** Whether lines have no character that JSON allows and that ends a line for some readers. */
  isHardened: boolean;
  /** The lines that are held until their request logs an error; undefined if none are. */
  held: HeldLines<HeldText> | undefined;
}

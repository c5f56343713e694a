import { channel } from 'node:diagnostics_channel';
import { type Context, Local } from '@aiolocals/core';
import type { Entry } from '../entry/entry.js';
import { toJson } from '../line/json.js';
import { CAPTURED, MESSAGE } from '../entry/symbols.js';

/** How much is held, and from which level to which. */
export interface HeldLimits {
  /** The level that releases what is held. */
  readonly level: string;
  /** The least important level that is held. */
  readonly hold: string;
  /** Lines of one request. */
  readonly lines: number;
  /** Bytes of all requests. */
  readonly bytes: number;
  /** Requests of which lines are held. */
  readonly contexts: number;
}

/** What became of the lines that were held, in numbers. */
export interface HeldFigures {
  /** What is held now. */
  readonly held: { readonly contexts: number; readonly lines: number; readonly bytes: number };
  /** Lines that came out because something went wrong. */
  readonly released: number;
  /** Lines of requests that ended well. */
  readonly discarded: number;
  /** Lines that were given up because there were too many, and the requests that they were of. */
  readonly dropped: { readonly contexts: number; readonly lines: number; readonly bytes: number };
}

interface HeldLine {
  readonly entry: Entry;
  readonly bytes: number;
}

/** The lines of one request and of all its children. */
export interface Holder {
  /** The context at whose end it ends. */
  owner: Context | undefined;
  phase: 'holding' | 'released' | 'closed';
  lines: HeldLine[];
  dropped: number;
}

const holders = Local.for<{ holder: Holder }>(
  'aiolocals.logging.held',
  { holder: (): Holder => ({ owner: undefined, phase: 'holding', lines: [], dropped: 0 }) },
  { travels: false },
);

const opened = channel('aiolocals:context:open');
const closed = channel('aiolocals:context:close');

/** The lines below the level, of all requests that are being worked on. */
export class Held {
  readonly limits: HeldLimits;
  readonly #owned = new WeakMap<Context, Holder>();
  /** Those that hold something, the oldest first. */
  readonly #holding = new Set<Holder>();
  #lines = 0;
  #bytes = 0;
  #released = 0;
  #discarded = 0;
  readonly #dropped = { contexts: 0, lines: 0, bytes: 0 };

  constructor(limits: HeldLimits) {
    this.limits = limits;
    opened.subscribe(this.#onOpen);
    closed.subscribe(this.#onClose);
  }

  get figures(): HeldFigures {
    return {
      held: { contexts: this.#holding.size, lines: this.#lines, bytes: this.#bytes },
      released: this.#released,
      discarded: this.#discarded,
      dropped: { ...this.#dropped },
    };
  }

  /** The holder of the request that the current context belongs to. */
  of(context: Context): Holder {
    const { holder } = holders;
    // A context that was opened before there was anybody to hold lines.
    if (holder.owner === undefined) this.#own(context, holder);
    return holder;
  }

  /** Keeps an entry, whose format has run. */
  keep(holder: Holder, entry: Entry): void {
    settle(entry);
    const bytes = Buffer.byteLength(String((entry[CAPTURED].output as Entry)[MESSAGE]));
    if (holder.lines.length === 0) this.#admit(holder);
    holder.lines.push({ entry, bytes });
    this.#lines += 1;
    this.#bytes += bytes;
    if (holder.lines.length > this.limits.lines) this.#drop(holder);
    while (this.#bytes > this.limits.bytes) this.#drop(this.#oldest());
  }

  /** Takes out what is held, in its order; from now on the request's lines pass. */
  release(holder: Holder): Entry[] {
    holder.phase = 'released';
    this.#released += holder.lines.length;
    return this.#empty(holder).map(({ entry }) => entry);
  }

  /** Forgets everything, and listens no more. */
  stop(): void {
    opened.unsubscribe(this.#onOpen);
    closed.unsubscribe(this.#onClose);
    for (const holder of this.#holding) this.#discard(holder);
  }

  readonly #onOpen = (message: unknown): void => {
    const { context } = message as { context: Context };
    const holder = context.enter(() => holders.holder);
    if (holder.owner === undefined) this.#own(context, holder);
  };

  readonly #onClose = (message: unknown): void => {
    const holder = this.#owned.get((message as { context: Context }).context);
    // After those who are told of the end of the request at the same time, and may log an error.
    if (holder !== undefined) queueMicrotask(() => this.#discard(holder));
  };

  #own(context: Context, holder: Holder): void {
    holder.owner = context;
    this.#owned.set(context, holder);
  }

  #discard(holder: Holder): void {
    holder.phase = 'closed';
    this.#discarded += holder.lines.length;
    this.#empty(holder);
  }

  #admit(holder: Holder): void {
    if (this.#holding.size >= this.limits.contexts) {
      const oldest = this.#oldest();
      while (oldest.lines.length > 0) this.#drop(oldest);
    }
    this.#holding.add(holder);
  }

  #oldest(): Holder {
    return this.#holding.values().next().value as Holder;
  }

  #drop(holder: Holder): void {
    const { bytes } = holder.lines.shift() as HeldLine;
    if (holder.dropped === 0) this.#dropped.contexts += 1;
    holder.dropped += 1;
    this.#dropped.lines += 1;
    this.#dropped.bytes += bytes;
    this.#lines -= 1;
    this.#bytes -= bytes;
    if (holder.lines.length === 0) this.#holding.delete(holder);
  }

  #empty(holder: Holder): HeldLine[] {
    const { lines } = holder;
    holder.lines = [];
    this.#lines -= lines.length;
    for (const { bytes } of lines) this.#bytes -= bytes;
    this.#holding.delete(holder);
    return lines;
  }
}

/** Cuts the entry off from the caller's objects, which would be kept alive uncounted, and change. */
function settle(entry: Entry): void {
  const output = entry[CAPTURED].output as Entry;
  for (const key of Object.keys(output)) {
    const value = output[key];
    if (typeof value !== 'object' || value === null) continue;
    output[key] = JSON.parse(toJson(value) ?? 'null') as unknown;
  }
}

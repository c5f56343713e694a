import { channel } from 'node:diagnostics_channel';
import type { Context } from '@aiolocals/core';
import type { HeldFigures } from './held-figures.js';
import type { CurrentHolder, HeldLine, Holder } from './holder.js';
import type { HeldLimits } from './options.js';

/** What of a line refers to the context that it was logged in. */
export interface KnowsContext {
  context: Context | undefined;
}

const opened = channel('aiolocals:context:open');
const closed = channel('aiolocals:context:close');

/** Holds the lines below the level of all open requests, within the limits. */
export class HeldLines<Line> {
  readonly limits: HeldLimits;
  readonly #current: CurrentHolder<Line>;
  readonly #owned = new WeakMap<Context, Holder<Line>>();
  /** By the context of a child, the lines that refer to it, each with the context of its request. */
  readonly #ofChildren = new WeakMap<Context, [Context, KnowsContext][]>();
  /** The holders that hold a line, the oldest first. */
  readonly #holding = new Set<Holder<Line>>();
  #lines = 0;
  #bytes = 0;
  #released = 0;
  #discarded = 0;
  readonly #dropped = { contexts: 0, lines: 0, bytes: 0 };

  constructor(limits: HeldLimits, current: CurrentHolder<Line>) {
    this.limits = limits;
    this.#current = current;
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

  /** Returns the holder of the request to which the current context belongs. */
  holderOf(context: Context): Holder<Line> {
    const { holder } = this.#current;
    // Without an owner if the context was opened before these lines were held.
    if (holder.owner === undefined) this.#own(context, holder);
    return holder;
  }

  /**
   * Holds a line.
   *
   * @param bytes - About how much memory the line takes.
   * @param knows - What of the line refers to a context, if anything does. Once a child has closed, it refers to the
   * request's.
   */
  hold(holder: Holder<Line>, line: Line, bytes: number, knows?: KnowsContext): void {
    if (knows !== undefined) this.#noteContext(holder, knows);
    if (holder.lines.length === 0) this.#admit(holder);
    holder.lines.push({ line, bytes });
    this.#lines += 1;
    this.#bytes += bytes;
    if (holder.lines.length > this.limits.lines) this.#dropOldestLine(holder);
    while (this.#bytes > this.limits.bytes) this.#dropOldestLine(this.#oldest());
  }

  /** Returns the held lines in their order. From now on the request's lines are not held. */
  release(holder: Holder<Line>): Line[] {
    holder.phase = 'released';
    this.#released += holder.lines.length;
    return this.#empty(holder).map(({ line }) => line);
  }

  /** Discards all lines, and no longer listens to contexts. */
  stop(): void {
    opened.unsubscribe(this.#onOpen);
    closed.unsubscribe(this.#onClose);
    for (const holder of this.#holding) this.#discard(holder);
  }

  readonly #onOpen = (message: unknown): void => {
    const { context } = message as { context: Context };
    const holder = context.enter(() => this.#current.holder);
    if (holder.owner === undefined) this.#own(context, holder);
  };

  readonly #onClose = (message: unknown): void => {
    const { context } = message as { context: Context };
    this.#leave(context);
    const holder = this.#owned.get(context);
    // Later than other listeners of the same event, which can log an error.
    if (holder !== undefined) queueMicrotask(() => this.#discard(holder));
  };

  /** Remembers which lines refer to a context below that of their request. */
  #noteContext({ owner }: Holder<Line>, knows: KnowsContext): void {
    const { context } = knows;
    if (owner === undefined || context === undefined || context === owner) return;
    const known = this.#ofChildren.get(context);
    if (known === undefined) this.#ofChildren.set(context, [[owner, knows]]);
    else known.push([owner, knows]);
  }

  /**
   * Makes the lines of a child that has closed refer to the context of the request, so that the child's state is not
   * kept.
   */
  #leave(context: Context): void {
    for (const [owner, knows] of this.#ofChildren.get(context) ?? []) knows.context = owner;
    this.#ofChildren.delete(context);
  }

  #own(context: Context, holder: Holder<Line>): void {
    holder.owner = context;
    this.#owned.set(context, holder);
  }

  #discard(holder: Holder<Line>): void {
    holder.phase = 'closed';
    this.#discarded += holder.lines.length;
    this.#empty(holder);
  }

  /** Makes room for one more request that holds lines. */
  #admit(holder: Holder<Line>): void {
    if (this.#holding.size >= this.limits.contexts) {
      const oldest = this.#oldest();
      while (oldest.lines.length > 0) this.#dropOldestLine(oldest);
    }
    this.#holding.add(holder);
  }

  #oldest(): Holder<Line> {
    return this.#holding.values().next().value as Holder<Line>;
  }

  #dropOldestLine(holder: Holder<Line>): void {
    const { bytes } = holder.lines.shift() as HeldLine<Line>;
    if (holder.dropped === 0) this.#dropped.contexts += 1;
    holder.dropped += 1;
    this.#dropped.lines += 1;
    this.#dropped.bytes += bytes;
    this.#lines -= 1;
    this.#bytes -= bytes;
    if (holder.lines.length === 0) this.#holding.delete(holder);
  }

  #empty(holder: Holder<Line>): HeldLine<Line>[] {
    const { lines } = holder;
    holder.lines = [];
    this.#lines -= lines.length;
    for (const { bytes } of lines) this.#bytes -= bytes;
    this.#holding.delete(holder);
    return lines;
  }
}

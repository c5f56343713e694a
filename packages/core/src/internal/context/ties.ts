import type { Context } from '../../types/context.js';
import { Lifetime } from '../lifetime/lifetime.js';
import { Place } from './place.js';

/**
 * How a context depends on others: which contexts it is within, and whose end ends it. A context that has no parent
 * needs no ties until it gets a child, a deadline or a signal.
 */
export class Ties {
  /** The context's own. Made when there is something to hold; until then, the parent's lifetime answers. */
  lifetime: Lifetime | undefined;
  parentLifetime: Lifetime | undefined;
  /**
   * Undefined if the context is its own root. Once the context has closed, the place of its root, which does not retain
   * the root.
   */
  root: Context | Place | undefined;
  /** The context's own. Made when it gets a child. */
  place: Place | undefined;
  /** Undefined if the context is within no other one. */
  parentPlace: Place | undefined;

  constructor(root?: Context, parentPlace?: Place, parentLifetime?: Lifetime) {
    this.root = root;
    this.parentPlace = parentPlace;
    this.parentLifetime = parentLifetime;
  }

  get ownLifetime(): Lifetime {
    return (this.lifetime ??= new Lifetime(this.parentLifetime));
  }

  get isCancelled(): boolean {
    if (this.lifetime !== undefined) return this.lifetime.cancellation !== undefined;
    return this.parentLifetime?.cancellationForChildren !== undefined;
  }

  /** On the monotonic clock. */
  get deadline(): number | undefined {
    if (this.lifetime !== undefined) return this.lifetime.deadline;
    return this.parentLifetime?.deadlineForChildren;
  }

  /** Returns the place of `context`, whose ties these are. */
  placeOf(context: Context, isOpen: boolean): Place {
    return (this.place ??= this.#makePlace(context, isOpen));
  }

  #makePlace(context: Context, isOpen: boolean): Place {
    const place = new Place(this.parentPlace, isOpen);
    if (isOpen && this.root === undefined) place.enlist(context);
    return place;
  }

  openPlace(context: Context): void {
    if (this.place === undefined) return;
    this.place.isOpen = true;
    if (this.root === undefined) this.place.enlist(context);
  }

  closePlace(): void {
    if (this.place === undefined) return;
    this.place.isOpen = false;
    if (this.root === undefined) this.place.discharge();
  }
}

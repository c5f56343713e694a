import type { Context } from '../../types/context.js';
import { Lifetime } from '../lifetime/lifetime.js';
import { Place } from './place.js';

/**
 * What ties a context to those around it: what it is within, and with whose end its own comes. A context that has no
 * parent needs none until it gets a child, a deadline or a signal.
 */
export class Ties {
  /** Its own. Made when there is something to hold; until then the parent's answers. */
  lifetime: Lifetime | undefined;
  parentLifetime: Lifetime | undefined;
  /** Undefined if it is its own root; the place of its root once it has closed, which does not retain the root. */
  root: Context | Place | undefined;
  /** Its own. Made when it gets a child. */
  place: Place | undefined;
  /** Undefined if it is within no other context. */
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

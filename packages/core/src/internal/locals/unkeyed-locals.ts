import { placeOfCall } from '../place-of-call.js';
import { type Definition, definitionOf } from '../state/definition.js';
import { storage } from '../storage/storage.js';
import { warnOnce } from '../warn-once.js';

/** A Local without a key. */
export interface Unkeyed {
  readonly definition: Definition;
  /** Whether its maker says that it is to stay in its thread. */
  readonly staysHome: boolean;
}

/** Enough for those that are declared at load. Locals that are made in a loop are warned of. */
const MANY = 1_000;

/** Weakly, so that a Local that nobody else holds can be collected. Its definition is held by the Local. */
const locals: { readonly local: WeakRef<object>; readonly staysHome: boolean }[] = [];
let made = 0;

/** Returns the name of the next Local that is given none. */
export function nextName(): string {
  return `Local#${made + 1}`;
}

/** Counts a Local that was made, with a key or without, and warns of many. */
export function countLocal(): void {
  made += 1;
  if (made === MANY) {
    warnOnce(
      'AIOLOCALS_MANY_LOCALS',
      () =>
        `${MANY} Locals have been made, the last at ${placeOfCall()}: is one made for each request? Make each once, when ` +
        'its module loads. Locals beyond that are slower to read, and take memory in each context that writes them',
    );
  }
}

/** Notes a Local without a key. Warns if it is made for one unit of work. */
export function noteUnkeyed(local: object, staysHome: boolean): void {
  if (locals.length < MANY) locals.push({ local: new WeakRef(local), staysHome });
  // Not the base context of a thread, in which modules load.
  const store = storage.getStore();
  if (store === undefined || store === null) return;
  warnOnce(
    'AIOLOCALS_LOCAL_IN_CONTEXT',
    () =>
      `\`new Local()\` was called inside a context, at ${placeOfCall()}: make each Local once, when its module loads, ` +
      'because each one takes room in every context. If this is a module that was loaded late, nothing is wrong',
  );
}

/** Returns the Locals without a key that somebody still holds. */
export function* unkeyedLocals(): Generator<Unkeyed> {
  for (const { local, staysHome } of locals) {
    const object = local.deref();
    if (object !== undefined) yield { definition: definitionOf(object, 'local'), staysHome };
  }
}

import type { Context as ContextType, ContextOptions } from '../../types/context.js';
import { optionsChecker } from '../check-options.js';
import { Context, setRequestId, setRequestPath, startFrom } from '../context/context.js';
import { expectName, expectSignal, expectTimeout } from '../expect.js';
import { keyed, policies, travelsOfKey } from '../locals/keyed-locals.js';
import { escapeAndCut } from '../printable.js';
import { REQUEST_KEY } from '../state/package-keys.js';
import { mayTravel } from '../state/policy.js';
import { type Allow, expectAllow } from './allow.js';
import { arrive, LONGEST } from './arrive.js';
import { ArrivingUnknown } from './arriving-unknown.js';
import type { Changes, Snapshot } from './snapshot.js';
import { endOf, expectDeleted, expectSnapshot } from './snapshot-form.js';
import { warnOfPolicy } from './warn-refused.js';

/** The options of a context that starts from the state of another thread of the process. */
export type ThreadOptions = Pick<ContextOptions, 'ident' | 'name' | 'signal' | 'timeout'>;

/** The state of `request` that a context starts with. */
export interface ThreadRequest {
  readonly id: string | undefined;
  readonly path: string | undefined;
}

/** The options of a context that starts from a snapshot which anybody may have written. */
export interface RestoreOptions extends ThreadOptions {
  /**
   * Lets only this state arrive, of what the policies of the Locals allow: a list of keys, or for each key its
   * attributes. The rest is left out without a word.
   *
   * @default what the policies allow
   * @example
   * ```ts
   * import { contextFrom, type Snapshot } from '@aiolocals/core/carrier';
   *
   * declare const snapshot: Snapshot;
   * contextFrom(snapshot, { allow: { 'aiolocals.request': ['id'], 'acme.tenant': ['name'] } });
   * ```
   */
  readonly allow?: Allow;
}

const checkOptions = optionsChecker('contextFrom', {
  ident: expectName,
  name: expectName,
  signal: expectSignal,
  timeout: expectTimeout,
  allow: expectAllow,
});

/** Makes a context that starts from a snapshot of unknown origin. */
export function contextFrom(snapshot: Snapshot, options: RestoreOptions = {}): ContextType {
  expectSnapshot('snapshot', snapshot);
  checkOptions(options);
  const { ident, name, signal, timeout, allow } = options;
  const safe = ident === undefined ? undefined : escapeAndCut(ident, LONGEST);
  const context = withoutParent({ ident: safe, name, signal, timeout });
  arrive(context, snapshot, allow);
  return context;
}

/**
 * A snapshot from which several contexts are made. From the second on they share what was made of it until they write, so
 * that a context costs the same for one attribute as for a thousand.
 */
export class ThreadState {
  readonly #snapshot: Snapshot;
  #isUsed = false;
  /** A context that never runs. */
  #template: ContextType | undefined;
  /** When the template was made: what the policies let in then may have to stay out now. */
  #policyChanges = 0;

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
  }

  /** Gives the state to a new context. Static, so that the type that users have shows nothing of it. */
  static startIn(context: ContextType, state: ThreadState): void {
    if (state.#isUsed) startFrom(context, state.#current());
    else assign(context, state.#snapshot);
    state.#isUsed = true;
  }

  #current(): ContextType {
    if (this.#template === undefined || this.#policyChanges !== policies.changes) {
      this.#template = withoutParent({});
      this.#policyChanges = policies.changes;
      assign(this.#template, this.#snapshot);
    }
    return this.#template;
  }
}

/**
 * Makes a context that starts from what another thread of this process has taken. Its form is not checked: each task of
 * a pool comes through here.
 *
 * @param request - The state of `request`, if the snapshot does not hold it.
 */
export function contextFromThread(
  from: Snapshot | ThreadState,
  options: ThreadOptions,
  request?: ThreadRequest,
): ContextType {
  const context = withoutParent(options);
  if (from instanceof ThreadState) ThreadState.startIn(context, from);
  else assign(context, from);
  if (request !== undefined) assignRequest(context, request);
  return context;
}

function assignRequest(context: ContextType, { id, path }: ThreadRequest): void {
  const travels = travelsOfKey(REQUEST_KEY);
  if (id !== undefined) {
    if (mayTravel(travels, 'id')) setRequestId(context, id);
    else warnOfPolicy(REQUEST_KEY, 'id');
  }
  if (path !== undefined) {
    if (mayTravel(travels, 'path')) setRequestPath(context, path);
    else warnOfPolicy(REQUEST_KEY, 'path');
  }
}

/** Makes the changes in the context, as far as they may reach it. */
export function applyChanges(context: ContextType, changes: Changes): void {
  const { assigned, deleted } = changes;
  expectSnapshot('changes.assigned', assigned);
  expectDeleted(deleted);
  assign(context, assigned);
  for (const [key, ...names] of deleted) {
    const local = keyed.get(key);
    if (local === undefined) continue;
    const { definition, travels } = local;
    for (const name of names) {
      if (mayTravel(travels, name)) definition.remove(context, name);
      else warnOfPolicy(key, name);
    }
  }
}

/** The options may hold `undefined`. Not spread: on Node 20 that alone takes ten times as long as all the rest. */
function withoutParent({
  ident,
  name,
  signal,
  timeout,
}: { [Name in keyof ThreadOptions]: ThreadOptions[Name] | undefined }): ContextType {
  return new Context({ parent: null, ident, name, signal, timeout } as ContextOptions);
}

/** Sets the attributes that the policies of their Locals let arrive. */
function assign(context: ContextType, snapshot: Snapshot): void {
  let unknown: ArrivingUnknown | undefined;
  let end = 0;
  for (let start = 0; start < snapshot.length; start = end) {
    const key = snapshot[start] as string;
    const local = keyed.get(key);
    end = endOf(snapshot, start);
    for (let at = start + 2; at < end; at += 2) {
      const name = snapshot[at] as string;
      const value = snapshot[at + 1];
      if (local !== undefined && !mayTravel(local.travels, name)) warnOfPolicy(key, name);
      else if (local?.definition.assign(context, name, value) !== true)
        (unknown ??= new ArrivingUnknown(false)).add(key, name, value);
    }
  }
  unknown?.keepIn(context);
}

import type { Context } from '../../types/context.js';
import { hasArrived, dropArrived } from './undeclared.js';
import { type Attribute, makeAttribute, makeLateAttribute } from './attribute.js';
import { type Collected, define } from '../state/definition.js';
import { describe, expected } from '../expect.js';
import { isProbe } from './no-context.js';
import { FRAME_VALUES, type Frame, HeldValue } from '../state/frame.js';
import { UNSET } from '../state/slots.js';
import { valuesOf } from '../context/context.js';
import { current } from '../storage/storage.js';
import { mayTravel, type Travels } from '../state/policy.js';

/** A Local that has the attributes of its declaration, each with its own accessor, and no others. */
export class DeclaredLocal {
  readonly object: object;
  readonly #name: string;
  readonly #key: string | undefined;
  readonly #attributes = new Map<string, Attribute>();
  /** The same, to go through: a list takes a third of the time. */
  readonly #listed: { readonly name: string; readonly attribute: Attribute }[] = [];
  /** A context that has no values from this slot on holds nothing of the Local. -1 if that cannot be said. */
  #lowestSlot = Infinity;

  constructor(name: string, prototype: object, key?: string) {
    this.#name = name;
    this.#key = key;
    // Own accessors are found before the prototype is asked, so the Proxy costs them nothing.
    this.object = Object.create(
      new Proxy(Object.create(prototype) as object, {
        set: (_target, attribute) => this.#refuse(attribute),
      }),
    ) as object;
    define(this.object, {
      name,
      entries: (context) => this.#entries(context),
      refresh: (context) => this.#refresh(context),
      collect: (context, travels, into) => this.#collect(context, travels, into),
      override: (frame, changes) => this.#override(frame, changes),
      knows: (attribute) => this.#attributes.has(attribute),
      assign: (context, attribute, value) => {
        const known = this.#attributes.get(attribute);
        known?.write(context, value);
        return known !== undefined;
      },
      // What was declared cannot be deleted: its accessor stays.
      remove: () => {},
      collectChanges: (context, recorder, travels, assigned) => {
        for (const [attribute, { changed, read }] of this.#attributes) {
          if (changed(context, recorder) && mayTravel(travels, attribute))
            assigned.add(attribute, read(context));
        }
      },
    });
  }

  add(name: string, attribute: Attribute): void {
    const { get, set } = attribute;
    const probed = (): unknown => (current() === undefined ? undefined : get());
    Object.defineProperty(this.object, name, {
      get: isProbe(name) ? probed : get,
      set,
      enumerable: true,
    });
    this.#attributes.set(name, attribute);
    this.#listed.push({ name, attribute });
    this.#lowestSlot = Math.min(this.#lowestSlot, attribute.isPlain ? attribute.slot : -1);
  }

  /** Adds the attributes that the Local does not have yet; returns those that it has with another default. */
  declare(declaration: object): string[] {
    expectDeclaration(declaration);
    const conflicts: string[] = [];
    for (const [name, initial] of Object.entries(declaration)) {
      const existing = this.#attributes.get(name);
      if (existing === undefined) this.add(name, this.#make(name, initial));
      else if (!isSameDefault(existing.declared, initial)) conflicts.push(name);
    }
    return conflicts;
  }

  #make(name: string, initial: unknown): Attribute {
    const isLate = this.#key !== undefined && hasArrived(this.#key);
    return (isLate ? makeLateAttribute : makeAttribute)(this.#name, name, initial);
  }

  #override({ overrides }: Frame, changes: object): void {
    for (const name of Reflect.ownKeys(changes)) {
      const attribute = this.#attributes.get(name as string);
      if (attribute === undefined) this.#refuse(name);
      overrides.set(
        attribute.slot,
        new HeldValue((changes as Record<string, unknown>)[name as string]),
      );
    }
  }

  #refresh(context: Context): void {
    for (const attribute of this.#attributes.values()) attribute.refresh(context);
    if (this.#key !== undefined) dropArrived(context, this.#key);
  }

  #collect(context: Context, travels: Travels, into: Collected): void {
    const values = valuesOf(context);
    const isFrame = values === FRAME_VALUES;
    if (this.#lowestSlot >= values.length && !isFrame) return;
    for (const { name, attribute } of this.#listed) {
      const { slot, declared } = attribute;
      // A call for each attribute that is at its default would take three times as long.
      const isPlain = attribute.isPlain && !isFrame;
      if (isPlain && (slot >= values.length || Object.is(values[slot], declared))) continue;
      const value = isPlain ? values[slot] : attribute.nonDefault(context);
      if (value !== UNSET && mayTravel(travels, name)) into.add(name, value);
    }
  }

  #entries(context: Context): [string, unknown][] {
    return [...this.#attributes].flatMap(([name, attribute]): [string, unknown][] => {
      try {
        return [[name, attribute.read(context)]];
      } catch {
        // A factory that throws does so for code that reads the attribute, not for code that inspects the Local.
        return [];
      }
    });
  }

  #refuse(attribute: string | symbol): never {
    const declared = [...this.#attributes.keys()].map((name) => `\`${name}\``).join(', ');
    throw new TypeError(
      `Cannot set \`${String(attribute)}\` of Local \`${this.#name}\`: it declares ${declared || 'nothing'} and ` +
        'takes no other attribute; add it to the declaration',
    );
  }
}

function expectDeclaration(declaration: object): void {
  if (typeof declaration !== 'object' || declaration === null || Array.isArray(declaration)) {
    throw expected(
      'declaration',
      'an object that names each attribute with its default',
      declaration,
    );
  }
  const [symbol] = Object.getOwnPropertySymbols(declaration);
  if (symbol !== undefined) {
    throw new TypeError(
      `Cannot declare \`${String(symbol)}\`: the name of an attribute that is declared is a string; ` +
        'an open Local, `new Local()`, takes symbols',
    );
  }
  for (const [name, initial] of Object.entries(declaration)) {
    if (typeof initial !== 'object' || initial === null || Object.isFrozen(initial)) continue;
    throw new TypeError(
      `Expected the default of \`${name}\` to be a primitive, a frozen object or a factory, got ${describe(initial)}: ` +
        `every context would share it; use a factory, \`${name}: () => …\``,
    );
  }
}

/** Two copies of a module have two factory functions. They count as the same if their source text is the same. */
function isSameDefault(first: unknown, later: unknown): boolean {
  if (typeof first === 'function' && typeof later === 'function')
    return String(first) === String(later);
  return Object.is(first, later);
}

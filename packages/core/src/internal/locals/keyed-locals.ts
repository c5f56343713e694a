import { type Definition, definitionOf } from '../state/definition.js';
import { isOfPackages } from '../state/package-keys.js';
import { intersect, type Travels } from '../state/policy.js';

/** What takes further attributes. */
interface Declarable {
  /** Adds the attributes that are not there yet; returns those that are there with another default. */
  declare(declaration: object): string[];
}

/** A Local with a key. */
export class Keyed {
  readonly key: string;
  readonly object: object;
  readonly definition: Definition;
  /** Without it the Local is open. */
  readonly declared: Declarable | undefined;
  /** Whether its state stays in the process, whatever its policy says. */
  readonly isOfPackages: boolean;
  #travels: Travels = true;

  constructor(key: string, object: object, declared?: Declarable) {
    this.key = key;
    this.object = object;
    this.definition = definitionOf(object, 'local');
    this.declared = declared;
    this.isOfPackages = isOfPackages(key);
  }

  get travels(): Travels {
    return this.#travels;
  }

  /** Lets only that travel which `travels` lets travel too. */
  narrow(travels: Travels): void {
    const narrower = intersect(this.#travels, travels);
    if (narrower === this.#travels) return;
    this.#travels = narrower;
    policies.changes += 1;
  }
}

/** How often the policy of any Local has changed: what it let in before may have to stay out now. */
export const policies: { changes: number } = { changes: 0 };

/** The Locals with a key, by key. */
export const keyed: Map<string, Keyed> = new Map();

/** Returns what the policy of the Local with this key lets travel. There must be one. */
export function travelsOfKey(key: string): Travels {
  return (keyed.get(key) as Keyed).travels;
}

import { inspect } from 'node:util';
import type { LocalPolicy } from '../../types/local.js';
import type { Attribute } from './attribute.js';
import { DeclaredLocal } from './declared-local.js';
import { definitionOf } from '../state/definition.js';
import { expectName } from '../expect.js';
import { Keyed, keyed } from './keyed-locals.js';
import { openLocal } from './open-local.js';
import { current } from '../storage/storage.js';
import { travelsOf, intersect } from '../state/policy.js';

/** The attributes for which a second default was reported. */
const warned = new Set<string>();
let made = 0;

/** Behind `LocalConstructor`: what it constructs has the attributes of the user, and nothing of this class's own. */
export class Local {
  constructor(declaration?: object) {
    const name = `Local#${++made}`;
    if (declaration === undefined) return openLocal(name, Local.prototype) as Local;
    const local = new DeclaredLocal(name, Local.prototype);
    local.declare(declaration);
    return Object.preventExtensions(local.object) as Local;
  }

  static for(key: string, declaration?: object, policy?: LocalPolicy): object {
    expectName('key', key);
    const travels = travelsOf(policy);
    const local = keyed.get(key) ?? make(key, declaration);
    if (declaration !== undefined) declare(key, local, declaration);
    local.travels = intersect(local.travels, travels);
    keyed.set(key, local);
    return local.object;
  }

  static peek(local: object): object | undefined {
    const { entries } = definitionOf(local, 'local');
    const context = current();
    return context === undefined ? undefined : Object.fromEntries(entries(context));
  }

  static nameOf(local: object): string {
    return definitionOf(local, 'local').name;
  }

  toJSON(): object {
    return Local.peek(this) ?? {};
  }
}

Object.defineProperty(Local.prototype, inspect.custom, {
  value(this: object, _depth: number, options: object, print: typeof inspect): string {
    const state = Local.peek(this);
    const shown = state === undefined ? 'outside of any context' : print(state, options);
    return `Local \`${Local.nameOf(this)}\` ${shown}`;
  },
});

/** Makes a Local with a key whose attributes are not kept in slots. */
export function makeKeyed(key: string, attributes: Readonly<Record<string, Attribute>>): object {
  const declared = new DeclaredLocal(key, Local.prototype, key);
  for (const [name, attribute] of Object.entries(attributes)) declared.add(name, attribute);
  keyed.set(key, new Keyed(key, declared.object, declared));
  return declared.object;
}

function make(key: string, declaration: object | undefined): Keyed {
  if (declaration === undefined) return new Keyed(key, openLocal(key, Local.prototype, key));
  const declared = new DeclaredLocal(key, Local.prototype, key);
  return new Keyed(key, declared.object, declared);
}

function declare(key: string, { declared }: Keyed, declaration: object): void {
  if (declared === undefined) {
    throw new TypeError(
      `Cannot declare attributes of Local \`${key}\`: it was made open, by \`Local.for\` without a declaration; ` +
        'give every `Local.for` of this key its declaration',
    );
  }
  for (const attribute of declared.declare(declaration)) {
    const conflict = `${key} ${attribute}`;
    if (warned.has(conflict)) continue;
    warned.add(conflict);
    process.emitWarning(
      `Local \`${key}\` is declared with two defaults of \`${attribute}\`: the first stands. ` +
        'Give every declaration of it the same one',
      { type: 'AiolocalsWarning', code: 'AIOLOCALS_TWO_DEFAULTS' },
    );
  }
}

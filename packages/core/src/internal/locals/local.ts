import { inspect } from 'node:util';
import { optionsChecker } from '../check-options.js';
import type { LocalOptions, LocalPolicy } from '../../types/local.js';
import type { Attribute } from './attribute.js';
import { DeclaredLocal } from './declared-local.js';
import { definitionOf } from '../state/definition.js';
import { expected, expectFunction, expectName } from '../expect.js';
import { holdsElsewhere } from '../holds-elsewhere.js';
import { Keyed, keyed } from './keyed-locals.js';
import { countLocal, nextName, noteUnkeyed } from './unkeyed-locals.js';
import { openLocal } from './open-local.js';
import { Frame } from '../state/frame.js';
import { frameOf, storeOf } from '../context/context.js';
import { contextOrThrow } from './no-context.js';
import { current, storage } from '../storage/storage.js';
import { warnOnce } from '../warn-once.js';
import { travelsOf } from '../state/policy.js';

const checkLocalOptions = optionsChecker(
  'new Local',
  { name: expectName, travels: expectHome },
  { key: 'use `Local.for(key)`' },
);

/** Behind `LocalConstructor`: what it constructs has the attributes of the user, and nothing of this class's own. */
export class Local {
  constructor(declaration?: object, options: LocalOptions = {}) {
    checkLocalOptions(options);
    const { name = nextName(), travels } = options;
    const local =
      declaration === undefined
        ? openLocal(name, Local.prototype)
        : makeDeclared(name, declaration);
    countLocal();
    noteUnkeyed(local, travels === false);
    return local as Local;
  }

  static for(key: string, declaration?: object, policy?: LocalPolicy): object {
    expectName('key', key);
    const travels = travelsOf(policy);
    let local = keyed.get(key);
    if (local === undefined) {
      local = make(key, declaration);
      countLocal();
    }
    if (declaration !== undefined) declare(key, local, declaration);
    local.narrow(travels);
    keyed.set(key, local);
    return local.object;
  }

  static peek(local: object): object | undefined {
    const { entries } = definitionOf(local, 'local');
    const context = current();
    return context === undefined ? undefined : Object.fromEntries(entries(context));
  }

  static with<Args extends unknown[], Result>(
    local: object,
    changes: object,
    fn: (...args: Args) => Result,
    ...args: Args
  ): Result {
    const { name, override } = definitionOf(local, 'local');
    if (typeof changes !== 'object' || changes === null || isOfOtherKind(changes))
      throw expected('changes', 'an object that names each attribute with its value', changes);
    expectFunction('fn', fn);
    const store = storage.getStore();
    const context =
      store ??
      contextOrThrow(store, {
        local: name,
        attribute: firstOf(changes),
        operation: 'set',
        entry: Local.with,
      });
    const outer = frameOf(context);
    const frame = new Frame(outer?.context ?? context, outer);
    override(frame, changes);
    return storage.run(storeOf(frame), fn, ...args);
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
    const shown = state === undefined ? 'outside any context' : print(state, options);
    return `Local \`${Local.nameOf(this)}\` ${shown}`;
  },
});

function makeDeclared(name: string, declaration: object): object {
  const local = new DeclaredLocal(name, Local.prototype);
  local.declare(declaration);
  return Object.preventExtensions(local.object);
}

function expectHome(name: string, travels: unknown): void {
  if (travels === false) return;
  throw expected(name, '`false`', travels, 'what is to travel needs a key: `Local.for(key)`');
}

/** The attribute that is named where there is no context to change any in. */
function firstOf(changes: object): string {
  return String(Reflect.ownKeys(changes)[0] ?? 'nothing');
}

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
    warnOnce(
      'AIOLOCALS_TWO_DEFAULTS',
      () =>
        `Local \`${key}\` is declared with two defaults of \`${attribute}\`: the first stands. ` +
        'Give every declaration of it the same one',
      `${key} ${attribute}`,
    );
  }
}

/** Whether it is a Map, a Date or the like, which would change nothing. */
function isOfOtherKind(changes: object): boolean {
  // Most have a name: then nothing else is looked at.
  for (const name in changes) if (Object.hasOwn(changes, name)) return false;
  return holdsElsewhere(changes);
}

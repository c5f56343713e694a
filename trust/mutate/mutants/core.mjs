// @ts-check
import { mutantsOf } from '../mutants-of.mjs';

export default mutantsOf('packages/core', {
  'src/bind.ts': [
    ['return bindTo(context, fn);', 'return bindHere(fn);', 'binding'],
    [
      'if (context === undefined) return bindHere(fn);',
      'if (context === undefined) return fn;',
      'binding',
    ],
  ],
  'src/bind-emitter.ts': [
    ['if (before !== undefined) return before;', '', 'binding'],
    ['if (undoOf.get(emitter) !== undo) return;', '', 'binding'],
    [
      'if (descriptor === undefined) Reflect.deleteProperty(emitter, name);',
      'if (descriptor === undefined) continueWith(name);\nfunction continueWith(_name: string): void {}',
      'binding',
    ],
  ],
  'src/drain-tasks.ts': [
    [
      'else if (!isDone) onIdle(look);',
      'else onIdle(look);',
      'retained',
      'the next tick comes before any timer',
    ],
    ['      offIdle(look);\n', '', 'retained'],
    ['if (!areOutstanding()) done();', 'done();', 'tasks'],
    ['      nextTick(() => {', '      queueMicrotask(() => {', 'tasks'],
  ],
  'src/wrap-async.ts': [
    ['track(context);', '', 'tasks'],
    [
      "const named = fn.name !== '' && options?.name === undefined;",
      "const named = fn.name !== '';",
      'tasks',
    ],
  ],
  'src/wrap-gather.ts': [
    [
      '      if (failed) return;\n      failed = true;',
      '      failed = true;',
      'tasks',
      'all are cancelled already, and a promise settles once',
    ],
    ['if (!context.closed) context.cancel(error)', 'context.cancel(error)', 'tasks'],
    ['while (next < tasks.length && next', 'while (next <= tasks.length && next', 'tasks'],
    ['next - settled < concurrency', 'next < concurrency', 'tasks'],
    ['if (!wasCancelled) context.throwIfCancelled();', '', 'tasks'],
    [
      'if (tasks.length === 0) resolve(results);',
      'if (tasks.length < 0) resolve(results);',
      'tasks',
    ],
    ['const tasks = [...list];', 'const tasks = list;', 'tasks'],
  ],
  'src/wrap-async-iterable.ts': [
    [
      'storage.run(store as null, () => iterable[Symbol.asyncIterator]())',
      'iterable[Symbol.asyncIterator]()',
      'binding',
    ],
  ],
  'src/internal/storage/iterate-in.ts': [
    ["['next', 'return', 'throw'] as const", "['next', 'throw'] as const", 'binding'],
    ['bindTo(store, step.bind(iterator))', 'step.bind(iterator)', 'binding'],
  ],
  'src/internal/storage/bind-to.ts': [
    [
      'storage.run(store as Context | null, Reflect.apply, fn, this, args)',
      'storage.run(store ?? null, Reflect.apply, fn, this, args)',
      'carrier/base',
    ],
    [
      'storage.run(store as Context | null, Reflect.apply, fn, this, args)',
      'storage.run(store as Context | null, Reflect.apply, fn, undefined, args)',
      'binding',
    ],
    ['if (length !== 0)\n', 'if (length > 1)\n', 'binding'],
  ],
  'src/internal/storage/emitter-methods.ts': [
    [
      "typeof listener !== 'function' || wrappers.has(listener)",
      "typeof listener !== 'function'",
      'binding other-emitters',
    ],
    ['      if (fired) return undefined;\n', '', 'binding other-emitters'],
    ['      target.removeListener(event, wrapper);\n', '', 'binding'],
    [
      'return off.call(this, event, unwrap(listener));',
      'return off.call(this, event, listener);',
      'binding other-emitters',
      'emitters find a wrapper by its listener too',
    ],
    ['.map((listener) => unwrap(listener as Listener))', '', 'binding'],
  ],
  'src/internal/storage/native-promise.ts': [
    ["|| Object.hasOwn(value, 'then'))", ')', 'context'],
    ['prototypesOf(value) === 2;', 'prototypesOf(value) >= 2;', 'context'],
  ],
  'src/internal/storage/storage.ts': [
    [
      '    setBase(context);\n    return context;',
      '    return context;',
      'integration/base-context',
    ],
    [
      'if (store !== undefined) return store ?? undefined;',
      'if (store != null) return store;',
      'carrier/base root',
    ],
  ],
  'src/internal/context/close-forks.ts': [
    ['for (const fork of forks) forks.push(...take(fork));', '', 'fork'],
    ['forks.toReversed()', 'forks', 'fork'],
  ],
  'src/internal/context/close-listeners.ts': [
    ['storage.run(context, () => {', 'storage.run(null, () => {', 'on-close'],
    ['process.nextTick(() => {\n          throw error;\n        });', 'void error;', 'on-close'],
  ],
  'src/internal/context/ident.ts': [
    ['return ++this.#tasks;', 'return this.#tasks++;', 'context tasks'],
  ],
  'src/internal/context/late-use.ts': [
    [
      'if (milliseconds <= grace) return undefined;',
      'if (milliseconds < 0) return undefined;',
      'late-use',
    ],
    ['    reported.add(context);\n', '', 'late-use'],
  ],
  'src/internal/context/options.ts': [
    [
      '(signal === undefined || isSignal(signal)) &&\n',
      '',
      'context lifetime options/options-checker',
    ],
    ['timeout >= 0', 'timeout >= -1', 'context lifetime options/options-checker'],
    [
      '      default:\n        return false;',
      '      default:\n        break;',
      'options/options-checker',
    ],
  ],
  'src/internal/context/outstanding-tasks.ts': [
    ['const MOST_HELD = 1_000;', 'const MOST_HELD = 100_000;', 'retained'],
    ['return held.size > 0 || released.size > 0;', 'return held.size > 0;', 'retained'],
    [
      '    gone.unregister(ref);\n',
      '',
      'retained',
      'what is told late of a task that ended removes nothing, and nobody can see it',
    ],
    ['  idle.clear();\n', '', 'tasks retained', 'each listener takes itself off'],
  ],
  'src/internal/context/place.ts': [
    ['if (this.#open === 0) this.root = undefined;', '', 'memory many-locals context'],
    [
      'if (!each.isOpen && !isOutermost && ++closed > REMEMBERED) continue;',
      'if (!isOutermost && ++closed > REMEMBERED) continue;',
      'root',
    ],
    [
      'return each === sought;',
      'return each !== undefined;',
      'context',
      'the loop ends at the one that is sought, or at the end',
    ],
  ],
  'src/internal/context/run-and-close.ts': [
    ['    } catch (error) {\n      close(context);\n', '    } catch (error) {\n', 'context'],
  ],
  'src/internal/lifetime/alarm.ts': [
    ['storage.run(null, () => this.#start());', 'this.#start();', 'lifetime retained memory'],
    ['Math.min(Math.ceil(left), LONGEST_TIMER)', 'Math.ceil(left)', 'lifetime deadline-clock'],
    ['this.#timer.unref?.();', '', 'lifetime integration/rejections'],
    ['clearTimeout(this.#timer);', '', 'retained memory lifetime'],
  ],
  'src/internal/lifetime/clock.ts': [
    ['const TOLERANCE = 50;', 'const TOLERANCE = Infinity;', 'deadline-clock'],
    ['const TOLERANCE = 50;', 'const TOLERANCE = 0;', 'deadline-clock'],
  ],
  'src/internal/lifetime/coarse-clock.ts': [
    [
      'return passed > WRAP / 2 ? 0 : passed;',
      'return passed;',
      'internal/lifetime/coarse-clock late-use',
    ],
    ['else stop();\n  clock.isUsed', 'clock.isUsed', 'internal/lifetime/coarse-clock'],
  ],
  'src/internal/lifetime/lifetime.ts': [
    [
      'each.#reachesChildren = !each.#closed;',
      'each.#reachesChildren = true;',
      'lifetime lifetime-model',
    ],
    [
      '      if (each.#cancellation !== undefined) continue;\n',
      '',
      'lifetime lifetime-model',
      'what is cancelled follows its parent no more',
    ],
    [
      '      if (each.#closed) return false;\n',
      '',
      'lifetime lifetime-model deadline-clock',
      'a closed one has no parent, and `#cancelWhatIsDue` does not go past it',
    ],
    [
      'if (this.#closed || this.#cancellation !== undefined) return;',
      'if (this.#cancellation !== undefined) return;',
      'lifetime http/timeout http/further-policies http/request-lifetime',
      'only requests are shortened, and none after it closed',
    ],
    ['return this.#closed ? undefined : this.deadline;', 'return this.deadline;', 'lifetime'],
    ['if (this.#cancellations !== cancellations) return true;', '', 'lifetime lifetime-model'],
    ['if (this.#children > 0) this.#family.changes += 1;', '', 'lifetime deadline-clock'],
    ['if (limits?.signal?.aborted === true) return limits.signal;', '', 'lifetime'],
    [
      'if (ref !== undefined) abandoned.register(this, releaseOf(arming.alarm, followers, ref), this);',
      '',
      'retained',
    ],
    ['followers?.add(ref ?? this);', 'followers?.add(this);', 'retained'],
  ],
  'src/internal/lifetime/one-abort-listener.ts': [
    ['    listeners.add(listener);\n    return;', '    return;', 'lifetime retained'],
    ["signal.removeEventListener('abort', tellAll);", '', 'retained lifetime'],
    ['  waiting.delete(this);\n', '', 'lifetime', 'a signal aborts once, and the set goes with it'],
  ],
  'src/internal/locals/attribute.ts': [
    ['isPlain: slot < CROWDED,', 'isPlain: true,', 'carrier/snapshot'],
    [
      'if (valueAt(context, slot, UNSET) !== UNSET) writeSlot(context, slot, declared);',
      '',
      'context local',
    ],
    [
      'if (hasOrigin(context)) writeSlot(context, slot, new Cell());',
      'writeSlot(context, slot, UNSET);',
      'local context model',
    ],
    [
      'return Object.is(value, declared) ? UNSET : value;\n    },\n    refresh(context) {\n      if',
      'return value;\n    },\n    refresh(context) {\n      if',
      'carrier/snapshot',
    ],
  ],
  'src/internal/locals/declared-local.ts': [
    [
      'if (attribute === undefined) this.#refuse(name);',
      'if (attribute === undefined) continue;',
      'with',
    ],
    [
      "if (typeof initial !== 'object' || initial === null || Object.isFrozen(initial)) continue;",
      'continue;',
      'local',
    ],
    [
      'if (value !== UNSET && mayTravel(travels, name)) into.add(name, value);',
      'if (value !== UNSET) into.add(name, value);',
      'carrier/snapshot',
    ],
    ['attribute.isPlain && !isFrame', 'attribute.isPlain', 'carrier/snapshot with'],
    ['Object.is(values[slot], declared)', 'values[slot] === declared', 'carrier/snapshot'],
    ['isProbe(name) ? probed : get', 'get', 'root local'],
  ],
  'src/internal/locals/keyed-locals.ts': [
    [
      'const narrower = intersect(this.#travels, travels);',
      'const narrower = travels;',
      'carrier/snapshot carrier/arrival local',
    ],
  ],
  'src/internal/locals/local.ts': [
    [
      'noteUnkeyed(local, travels === false);',
      'noteUnkeyed(local, false);',
      'carrier/snapshot many-locals local',
    ],
    [
      'const frame = new Frame(outer?.context ?? context, outer);',
      'const frame = new Frame(outer?.context ?? context, undefined);',
      'with',
    ],
  ],
  'src/internal/locals/open-slot.ts': [
    ['else if (this.#holds(frame, name)) this.#overrideIn(frame)?.set(name, value);', '', 'with'],
    ['else if (this.#holds(frame, name)) this.#overrideIn(frame)?.delete(name);', '', 'with'],
    ['state === undefined || state.lease !== lease', 'state === undefined', 'local model'],
  ],
  'src/internal/locals/open-state.ts': [
    ['if (value === DELETED) entries.delete(name);\n      else entries.set', 'entries.set', 'with'],
  ],
  'src/internal/locals/undeclared.ts': [
    [
      'return mayTravel(travelsOfKey(key), name) ? attributes.get(name) : UNSET;',
      'return attributes.get(name);',
      'carrier/arrival',
    ],
    [
      'const after = new Map(arrivedIn(context));',
      'const after = new Map<string, Attributes>();',
      'carrier/arrival carrier/changes',
    ],
    ['else isAnyKey = true;', '', 'carrier/arrival'],
  ],
  'src/internal/state/factory-cells.ts': [
    ['if (this.held === UNSET) this.held = factory();', 'this.held = factory();', 'local model'],
  ],
  'src/internal/state/policy.ts': [
    [
      'const both = first.filter((name) => second.includes(name));',
      'const both = second;',
      'carrier/snapshot carrier/arrival local',
    ],
    [
      'return travels === false ? [] : travels;',
      'return travels === false ? true : travels;',
      'carrier/snapshot carrier/arrival',
    ],
  ],
  'src/internal/state/recorded-map.ts': [
    [
      'override delete(name: string | symbol): boolean {\n    this.#touched.add(name);',
      'override delete(name: string | symbol): boolean {',
      'carrier/changes',
    ],
  ],
  'src/internal/make-id.ts': [
    [
      'used === drawn.length',
      'used >= drawn.length + DIGITS',
      'http/request-id http/choose-id job-context',
    ],
    [
      'prefix + drawn.slice(used, (used += DIGITS))',
      'prefix + drawn.slice(used, used + DIGITS)',
      'http/request-id job-context',
    ],
  ],
  'src/internal/nearest-name.ts': [
    [
      'Math.min(MOST_EDITS, Math.floor(plain.length / 2)) + 1',
      'MOST_EDITS + 1',
      'options/options-checker',
    ],
    ['if (row > 1 && column > 1 && isSwapped)', 'if (false as boolean)', 'options/options-checker'],
  ],
  'src/internal/printable.ts': [
    [
      'const ID = /^[\\x21-\\x7e]{1,1024}$/;',
      'const ID = /^[\\x20-\\x7e]{1,1024}$/;',
      'carrier/hostile http/request-id http/choose-id carrier/arrival',
    ],
    [
      'text.slice(0, most + 1)',
      'text.slice(0, most)',
      'carrier/hostile carrier/arrival carrier/open-carrier',
    ],
  ],
  'src/internal/check-options.ts': [
    [
      'if (value !== undefined) check(prefixed(name, option), value);',
      'check(prefixed(name, option), value);',
      'options/options-checker',
    ],
    [
      'for (const option in options) {',
      'for (const option of Object.keys(options)) {',
      'options/options-checker',
    ],
  ],
  'src/internal/travel/allow.ts': [
    [
      '(Object.hasOwn(allow, key) ? allow[key] : undefined) ?? NOTHING',
      'allow[key] ?? NOTHING',
      'carrier/arrival',
    ],
    ['allow.includes(key) ? true : NOTHING', 'true', 'carrier/arrival'],
  ],
  'src/internal/travel/arrive.ts': [
    ['if (!mayTravel(allowed, name)) continue;', '', 'carrier/arrival'],
    ['if (isOfPackages(key)) warnOfPackages(key);\n    else if', 'if', 'carrier/arrival'],
    [
      'if (isPrintableId(value)) setRequestId',
      'if (typeof value === "string") setRequestId',
      'carrier/arrival carrier/hostile',
    ],
    ['escapeAndCut(value, LONGEST)', 'value', 'carrier/hostile carrier/arrival'],
  ],
  'src/internal/travel/arriving-unknown.ts': [
    ['if (this.#attributes === 0) return false;', '', 'carrier/arrival'],
    ['this.#bytes -= size;', '', 'carrier/arrival'],
    ['const MOST_BYTES = 262_144;', 'const MOST_BYTES = 262_144_000;', 'carrier/arrival'],
  ],
  'src/internal/travel/base-context.ts': [
    ['if (Atomics.load(addressee, 0) !== thread) return undefined;', '', 'carrier/base'],
    ['setEnvironmentData(KEY, outer);', 'setEnvironmentData(KEY, undefined);', 'carrier/base'],
    ['  open(context);\n  return context;', '  return context;', 'carrier/base'],
  ],
  'src/internal/travel/check-carrier.ts': [
    [
      "if (deadline !== undefined && !Number.isFinite(deadline))\n    throw damaged('its deadline is not a time');",
      '',
      'carrier/open-carrier carrier/hostile',
    ],
    [
      'if ((version as number) > CARRIER_VERSION) {',
      'if ((version as number) > CARRIER_VERSION + 1) {',
      'carrier/open-carrier',
    ],
  ],
  'src/internal/travel/open-carrier.ts': [
    [
      'Math.min(options.timeout ?? Infinity, left)',
      'options.timeout ?? left',
      'carrier/open-carrier',
    ],
    ['Math.max(deadline - Date.now(), 0)', 'deadline - Date.now()', 'carrier/open-carrier'],
  ],
  'src/internal/travel/restore.ts': [
    ['|| this.#policyChanges !== policies.changes', '', 'carrier/thread-state'],
    ["if (mayTravel(travels, 'id'))", 'if (travels)', 'carrier/request-policy'],
    [
      'escapeAndCut(ident, LONGEST)',
      'ident',
      'carrier/arrival carrier/open-carrier carrier/hostile',
    ],
    [
      'if (mayTravel(travels, name)) definition.remove(context, name);\n      else',
      'definition.remove(context, name);\n      if (!mayTravel(travels, name))',
      'carrier/arrival',
    ],
  ],
  'src/internal/travel/size-of.ts': [
    ['while (rest.length > 0 && size <= most) {', 'while (rest.length > 0) {', 'carrier/arrival'],
    ['if (rest.length > DEEPEST) return Infinity;', '', 'carrier/arrival'],
    ['&& !seen.has(each)', '', 'carrier/arrival'],
  ],
  'src/internal/travel/snapshot-form.ts': [
    [
      "for (let at = start + 2; at < end; at += 2) if (typeof items[at] !== 'string') return false;",
      '',
      'carrier/hostile carrier/snapshot carrier/arrival',
    ],
    [
      'return start === items.length;',
      'return true;',
      'carrier/hostile carrier/snapshot carrier/arrival',
    ],
    ['(value as number) >= 0 && ', '', 'carrier/hostile carrier/snapshot carrier/arrival'],
  ],
  'src/internal/travel/snapshot.ts': [
    ['if (isOwn && !isForThread) continue;', '', 'carrier/snapshot carrier/arrival'],
    ['if (!isForThread && isOfPackages(key)) continue;', '', 'carrier/snapshot carrier/arrival'],
  ],
  'src/internal/travel/snapshot-writer.ts': [
    [
      'if (this.#start > 0) this.#end();\n    this.#key = key;',
      'this.#key = key;',
      'carrier/snapshot',
    ],
    ['if (this.#start === 0) this.#start', 'this.#start', 'carrier/snapshot'],
  ],
  'src/internal/travel/decode-state.ts': [
    [
      "if (decoder === undefined) throw new TypeError('it has a kind of value that is unknown here');\n  return decoder(parts.map(decode));",
      'return decoder?.(parts.map(decode));',
      'carrier/open-carrier carrier/hostile',
    ],
    [
      "BigInt(`0x${String(hex)}`) * (sign === '-' ? -1n : 1n)",
      'BigInt(`0x${String(hex)}`)',
      'carrier/open-carrier',
    ],
  ],
});

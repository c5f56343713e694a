// @ts-check
import { mutantsOf } from '../mutants-of.mjs';

export default mutantsOf('packages/workers', {
  'src/context-task.ts': [
    [
      'const args = Array.isArray(content) ? content : [content];',
      'const args = [content];',
      'context-task',
    ],
  ],
  'src/on-message.ts': [
    ["return () => source.off('message', receive);", 'return () => {};', 'messages'],
    [
      '  const plain =\n    currentFrame()?.bind(listener) ?? ((message: unknown) => Context.exit(listener, message));',
      '  const plain = listener;',
      'messages',
    ],
    ['    hasWarned = true;\n', '', 'messages'],
  ],
  'src/internal/carrier/carrier.ts': [
    [
      'return context.closed ? undefined : context.deadline;',
      'return context.deadline;',
      'carrier lifetimes context-task queues',
    ],
  ],
  'src/internal/carrier/encode-state.ts': [
    ["if (outer.has(value)) throw new TypeError('it holds itself');", '', 'carrier'],
    ['outer.delete(value);', '', 'carrier'],
    ["Object.is(value, -0) ? '-0' : String(value)", 'String(value)', 'carrier'],
  ],
  'src/internal/carrier/envelope-key.ts': [
    [
      'given.length === right.length && timingSafeEqual(given, right)',
      'given.length === right.length',
      'context-task hostile queues',
    ],
    [
      'return value !== undefined && KEY.test(value) ? value : undefined;',
      'return value;',
      'context-task hostile queues',
    ],
  ],
  'src/internal/carrier/is-json.ts': [
    ['&& !Object.is(value, -0)', '', 'carrier'],
    ['depth < DEEPEST && ', '', 'carrier'],
  ],
  'src/internal/carrier/run-in-carrier.ts': [
    [
      "if (onRefusal === 'run-outside-context') return undefined;",
      '',
      'carrier messages context-task queues',
    ],
    [
      'context === undefined ? Context.exit(fn, ...args)',
      'context === undefined ? fn(...args)',
      'carrier messages context-task queues',
    ],
  ],
  'src/internal/warn-left-behind.ts': [
    [
      'if (staysHome || reported.has(name) || reported.size === MOST) continue;',
      'if (staysHome || reported.size === MOST) continue;',
      'left-behind',
    ],
    ['if (staysHome || reported', 'if (reported', 'left-behind'],
  ],
  'src/preserve-context-in-workers.ts': [
    ['if (active.calls === 0) active.undo();', 'active.undo();', 'preserve'],
    [
      'if (workerThreads.Worker === preserving) replace(original);',
      'replace(original);',
      'preserve',
    ],
    [
      'return active.calls === 0 ? spawn() : spawnInContext(spawn);',
      'return spawnInContext(spawn);',
      'preserve',
    ],
  ],
  'src/piscina/internal/cancel-flags.ts': [
    ['if (flag.slots === this.slots) this.#free.push(flag);', '', 'flags lifetimes load'],
    ['flag.number = this.#number;', 'flag.number ||= this.#number;', 'flags lifetimes reasons'],
    ['Atomics.notify(slots, slot);', '', 'flags lifetimes'],
    ['const FLAGS = 1024;', 'const FLAGS = 64;', 'flags'],
    ['if (this.#reasons.size > 0) this.#forget(flag);', '', 'reasons'],
    ['if (!Object.is(kept.reason, reason)) continue;', 'continue;', 'reasons'],
    ['while (taken.has(this.#reasonNumber % REASONS));', 'while (false);', 'reasons'],
  ],
  'src/piscina/internal/function-key.ts': [
    ['&& !value.includes(SEPARATOR)', '', 'look-up options'],
  ],
  'src/piscina/internal/explain-lost-task.ts': [
    [
      "if (message === 'Terminating worker thread') return `its thread was terminated (${message})`;",
      '',
      'dying-threads ended-threads errors lifetimes',
    ],
  ],
  'src/piscina/internal/pack-task.ts': [
    ['if (!submitter.closed) submitter.throwIfCancelled();', '', 'lifetimes context-pool'],
  ],
  'src/piscina/internal/pack-state.ts': [
    ['length - start !== last.length - lastStart', 'length < start', 'state context-pool'],
    ['else return 0;', '', 'state context-pool'],
  ],
  'src/piscina/internal/requested-function.ts': [
    ["if (typeof wanted !== 'string') return undefined;", '', 'look-up options'],
    ["isOutside || wanted === ''", 'isOutside', 'look-up'],
    ['isOutside || wanted', '(isOutside && wanted.length < 0) || wanted', 'queues'],
  ],
  'src/piscina/internal/run-options.ts': [
    ['if (!Object.hasOwn(given, name)) continue;', '', 'queues'],
  ],
  'src/internal/carrier/clone.ts': [
    ["type !== 'function' && ", '', 'carrier errors context-task'],
    ['if (isForThread && isTooDeep(copy))', 'if (isForThread && copy === undefined)', 'write-back'],
  ],
  'src/piscina/context-pool.ts': [
    [
      'running.then(succeed, fail).then(resolve, reject);',
      'running.then((result) => resolve(succeed(result)), (error) => reject(fail(error)));',
      'context-pool',
    ],
    ["name !== 'error' && this", 'this', 'context-pool'],
    [
      'Context.exit(() => super.run(filled, options))',
      'super.run(filled, options)',
      'context-pool',
    ],
  ],
  'src/piscina/internal/restore-error.ts': [
    ["if (error.name !== name) define(error, 'name', name, false);", '', 'errors reasons'],
  ],
  'src/piscina/internal/stopper.ts': [['if (this.aborted) return;', '', 'queues lifetimes']],
  'src/piscina/internal/submission.ts': [
    ['if (this.#stopWatching !== undefined) this.#takeFlag();', '', 'lifetimes flags context-pool'],
    [
      '      this.#reject?.(reason);\n      this.settle();',
      '      this.settle();',
      'lifetimes context-pool',
    ],
    ['Math.min(before, Date.now() + timeout)', 'before', 'ended-threads lifetimes'],
  ],
  'src/piscina/internal/write-back.ts': [
    ['if (submitter.closed) {', 'if (false as boolean) {', 'write-back'],
    ['if (locals.length === 0) return;', '', 'write-back'],
  ],
  'src/piscina/thread/flag-signal.ts': [
    [
      'return Atomics.load(this.#slots, this.#slot) === this.#number;',
      'return Atomics.load(this.#slots, this.#slot) !== 0;',
      'flags lifetimes load',
    ],
    [
      'else this.#wait();\n',
      '',
      'flags lifetimes',
      'a slot is its task’s until the context has closed: only a cancellation of that task is stored there, and only the ' +
        'close wakes whoever waits for another reason, after it has taken off the listener; nothing listens after the close',
    ],
  ],
  'src/piscina/thread/run-recorded.ts': [
    ['cloneValues(changes.assigned, true);', 'void cloneValues;', 'write-back'],
    ['recordChanges(context);', 'void recordChanges;', 'write-back'],
  ],
  'src/piscina/thread/task-context.ts': [
    [
      'deadline === undefined ? undefined : Math.max(deadline - Date.now(), 0)',
      'undefined',
      'lifetimes context-pool',
    ],
  ],
  'src/piscina/thread/load-handler.ts': [
    ["Object.defineProperty(namespace, 'default', { value: exported })", 'namespace', 'look-up'],
  ],
});

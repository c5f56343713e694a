import type { RequestPolicy } from '../../request-policy.js';
import { type Emit, type Emission, emitPlainly } from './emission.js';
import { emitForRequest, emittersIn } from './emit-in-context.js';

/** A server, or the prototype of servers, whose requests are opened. */
interface ServerBinding {
  /**
   * Opens the requests. Undefined if the binding was undone while another library's patch calls it: then it only calls
   * the original.
   */
  policy: RequestPolicy | undefined;
  /** The policies that apply to requests that are open already. */
  joining: readonly RequestPolicy[];
  readonly add: (policy: RequestPolicy) => () => void;
}

const bindings = new WeakMap<object, ServerBinding>();

/**
 * Opens and enters each request of a server before its listeners run.
 *
 * @param home - A server, or a prototype of servers: it gets an `emit` of its own.
 * @returns A function that undoes it.
 */
export function bindRequestsOf(home: object, policy: RequestPolicy): () => void {
  const known = bindings.get(home) ?? install(home);
  return known.add(policy);
}

function install(home: object): ServerBinding {
  const before = Object.getOwnPropertyDescriptor(home, 'emit');
  const policies: RequestPolicy[] = [];

  const update = (): void => {
    const [first, ...others] = policies;
    binding.policy = first;
    binding.joining = others.filter(({ isJoining }) => isJoining);
  };
  const remove = (): void => {
    // Another library's method may call this one: then it stays, and only calls the original.
    if (Object.getOwnPropertyDescriptor(home, 'emit')?.value !== emit) return;
    bindings.delete(home);
    if (before === undefined) Reflect.deleteProperty(home, 'emit');
    else Object.defineProperty(home, 'emit', before);
  };
  const binding: ServerBinding = {
    policy: undefined,
    joining: [],
    add(policy) {
      // The same policy may be there already; each undo removes its own.
      const own = { ...policy };
      policies.push(own);
      update();
      return () => {
        const index = policies.indexOf(own);
        if (index === -1) return;
        policies.splice(index, 1);
        update();
        if (policies.length === 0) remove();
      };
    },
  };
  const emit = boundEmit(home, before?.value as Emit | undefined, binding);
  Object.defineProperty(home, 'emit', { value: emit, writable: true, configurable: true });
  bindings.set(home, binding);
  return binding;
}

function boundEmit(home: object, before: Emit | undefined, binding: ServerBinding): Emit {
  return function emit(this: object, event, ...values) {
    // Asked at each call: a prototype that somebody patches later still reaches the server.
    const original = before ?? (Object.getPrototypeOf(home) as { readonly emit: Emit }).emit;
    const { policy, joining } = binding;
    if (policy === undefined) return Reflect.apply(original, this, [event, ...values]);
    const emission = { server: this, original, event, values } as Emission;
    if (event === 'request') return emitForRequest(emission, policy, joining);
    const emitIn = emittersIn.get(event);
    return emitIn === undefined ? emitPlainly(emission) : emitIn(emission, policy, joining);
  };
}

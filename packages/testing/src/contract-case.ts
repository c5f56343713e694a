import type { Client } from './client.js';
import type { See } from './sightings.js';
import type { SocketPool } from './socket-pool.js';

/** What a case may use besides what it mounts. */
export interface Kit {
  /** Notes that code ran at a place, and for which request. */
  readonly see: See;
  /** A few connections that all requests share, with callbacks: they call back in the context of any of them. */
  readonly pool: SocketPool;
  /** Calls `close` when the case is over, and awaits it. */
  readonly onEnd: (close: () => unknown) => void;
}

/** A situation in which code of a user runs for a request. */
export interface ContractCase<Mount> {
  readonly name: string;
  /** Where code of the user runs: each place at least once for each request. */
  readonly places: readonly string[];
  /** How many requests overlap; 100 by default. */
  readonly requests?: number;
  /** On which adapters it can occur; on all by default. */
  readonly on?: (adapter: { readonly name: string; readonly protocol: string }) => boolean;
  /** Whether the server listens from within a context, which is that of no request. */
  readonly listensInContext?: boolean;
  /** Puts the code of the user into the app. */
  readonly mount: (target: Mount, kit: Kit) => void;
  /** What the clients do, all of them at once. By default, each sends a GET. */
  readonly send?: (client: Client, ids: readonly string[]) => Promise<unknown>;
}

/** A place that a middleware cannot reach, and its remedy: a line of the package's README. */
export interface Limit<Mount> {
  readonly row: string;
  /** Code there sees no request, or another one. */
  readonly without: ContractCase<Mount>;
  /** The same with the remedy. */
  readonly with: ContractCase<Mount>;
}

type Mounted<Mount> = (target: Mount, kit: Kit, isRemedied: boolean) => void;

/** Makes a limit of one case, whose `mount` is told whether to use the remedy. */
export function limitOf<Mount>(
  row: string,
  { mount, ...rest }: Omit<ContractCase<Mount>, 'name' | 'mount'> & { mount: Mounted<Mount> },
): Limit<Mount> {
  const caseOf = (isRemedied: boolean): ContractCase<Mount> => ({
    ...rest,
    name: row,
    mount: (target, kit) => mount(target, kit, isRemedied),
  });
  return { row, without: caseOf(false), with: caseOf(true) };
}

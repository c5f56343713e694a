/** Which methods call a function back in the context of another request. */
export interface SharedResource {
  /** Makes the resource: `new Pool()`, `createPool()`. An empty name is the module itself. */
  readonly makers: readonly string[];
  /** The methods that take such a function, or any. */
  readonly methods: readonly string[] | 'any';
}

const database = ['connect', 'end', 'execute', 'getConnection', 'query'];

/** Packages with a shared connection, queue or lock whose callbacks lose the context. Each was measured. */
export const sharedResources: Readonly<Record<string, SharedResource>> = {
  'async-lock': { makers: ['', 'default'], methods: ['acquire'] },
  bottleneck: { makers: ['', 'default'], methods: ['schedule', 'submit', 'wrap'] },
  fastq: { makers: ['', 'default', 'promise'], methods: ['push', 'unshift'] },
  mysql: { makers: ['createConnection', 'createPool', 'createPoolCluster'], methods: database },
  mysql2: { makers: ['createConnection', 'createPool', 'createPoolCluster'], methods: database },
  nodemailer: { makers: ['createTransport'], methods: ['sendMail', 'verify'] },
  'p-queue': { makers: ['', 'default'], methods: ['add', 'addAll'] },
  pg: { makers: ['Client', 'Pool'], methods: database },
  redis: { makers: ['createClient'], methods: 'any' },
};

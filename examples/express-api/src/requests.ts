/** A request that the demo sends, and the id that its answer carried. */
export interface Sent {
  readonly client: number;
  readonly kind: string;
  /** The `X-Request-ID` that was sent, if any. */
  readonly sentId: string | undefined;
  readonly status: number;
  /** The `X-Request-ID` of the answer: what the log lines have to carry. */
  readonly id: string;
}

const kinds = [
  { kind: 'a user', path: '/users', status: 200 },
  {
    kind: 'a user, id given',
    path: '/users',
    status: 200,
    id: (client: number) => `client-${client}`,
  },
  {
    kind: 'an order, with a background task',
    path: '/orders',
    status: 202,
    body: '{"items":["ham","spam"]}',
  },
  { kind: 'a failing handler', path: '/broken', status: 500 },
  { kind: 'a forged id', path: '/users', status: 200, id: () => 'x] error - forged; [/y#z' },
] as const satisfies readonly {
  kind: string;
  path: string;
  status: number;
  id?: (client: number) => string;
  body?: string;
}[];

/** Sends `count` requests at once, of every kind in turn. */
export function sendRequests(url: string, count: number): Promise<Sent[]> {
  return Promise.all(Array.from({ length: count }, (_, client) => send(url, client)));
}

async function send(url: string, client: number): Promise<Sent> {
  const choice = kinds[client % kinds.length] as (typeof kinds)[number];
  const sentId = 'id' in choice ? choice.id(client) : undefined;
  const response = await fetch(`${url}${choice.path}/${client}`, {
    headers: {
      ...(sentId === undefined ? {} : { 'X-Request-ID': sentId }),
      ...('body' in choice ? { 'Content-Type': 'application/json' } : {}),
    },
    ...('body' in choice ? { method: 'POST', body: choice.body } : {}),
  });
  await response.arrayBuffer();
  if (response.status !== choice.status) {
    throw new Error(`Expected status ${choice.status} for ${choice.kind}, got ${response.status}`);
  }
  return {
    client,
    kind: choice.kind,
    sentId,
    status: response.status,
    id: response.headers.get('X-Request-ID') ?? '',
  };
}

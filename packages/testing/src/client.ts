import type { Buffer } from 'node:buffer';
import { Agent, type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect as connectHttp2,
} from 'node:http2';
import { Agent as SecureAgent, request as httpsRequest } from 'node:https';
import { connect, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';

export interface Ask {
  readonly id: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent in these pieces, each in a turn of its own. */
  readonly body?: readonly (string | Buffer)[];
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

export type Protocol = 'http' | 'https' | 'http2';

/** Asks a server on the loopback interface, over a few connections that are kept alive. */
export class Client {
  readonly port: number;
  readonly #protocol: Protocol;
  readonly #agent: Agent;
  #session: ClientHttp2Session | undefined;

  constructor(protocol: Protocol, port: number, connections = 10) {
    this.port = port;
    this.#protocol = protocol;
    const options = { keepAlive: true, maxSockets: connections };
    this.#agent = protocol === 'https' ? new SecureAgent(options) : new Agent(options);
  }

  async ask(ask: Ask): Promise<Answer> {
    return await (this.#protocol === 'http2' ? this.#askHttp2(ask) : this.#askHttp1(ask));
  }

  /** Begins a request of HTTP/1 by hand. */
  begin({ id, method = 'GET', path = '/', headers = {} }: Ask): ClientRequest {
    const open = this.#protocol === 'https' ? httpsRequest : httpRequest;
    return open({
      port: this.port,
      host: '127.0.0.1',
      agent: this.#agent,
      rejectUnauthorized: false,
      method,
      path,
      headers: { 'X-Request-ID': id, ...headers },
    });
  }

  /** Begins a request of HTTP/2 by hand: a stream of the one session that this client has. */
  beginHttp2({ id, method = 'GET', path = '/', headers = {} }: Ask): ClientHttp2Stream {
    this.#session ??= connectHttp2(`http://127.0.0.1:${this.port}`).on(
      'stream',
      (pushed) => void pushed.resume(),
    );
    const own = { ':method': method, ':path': path, 'x-request-id': id };
    return this.#session.request({ ...own, ...headers });
  }

  /** Opens a plain connection. */
  connect(): Socket {
    return connect(this.port, '127.0.0.1');
  }

  close(): void {
    this.#agent.destroy();
    this.#session?.destroy();
  }

  async #askHttp1(ask: Ask): Promise<Answer> {
    const outgoing = this.begin(ask);
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.on('response', resolve).on('error', reject);
    });
    await send(outgoing, ask.body ?? []);
    const incoming = await answered;
    const status = incoming.statusCode ?? 0;
    return { status, headers: incoming.headers, body: await textOf(incoming) };
  }

  async #askHttp2(ask: Ask): Promise<Answer> {
    const stream = this.beginHttp2(ask);
    const answered = new Promise<Record<string, string>>((resolve, reject) => {
      stream
        .on('response', (answer) => resolve(answer as Record<string, string>))
        .on('error', reject);
    });
    await send(stream, ask.body ?? []);
    const answer = await answered;
    return { status: Number(answer[':status']), headers: answer, body: await textOf(stream) };
  }
}

interface Outgoing {
  write(piece: string | Buffer): boolean;
  end(): unknown;
}

async function send(outgoing: Outgoing, body: Ask['body'] & object): Promise<void> {
  for (const piece of body) {
    outgoing.write(piece);
    // oxlint-disable-next-line no-await-in-loop -- the pieces are to be sent apart
    await setImmediate();
  }
  outgoing.end();
}

/** Returns the text that arrived, even if the rest did not. */
async function textOf(incoming: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  incoming.setEncoding('utf8');
  try {
    for await (const piece of incoming) text += String(piece);
  } catch {
    // Some cases break off their response.
  }
  return text;
}

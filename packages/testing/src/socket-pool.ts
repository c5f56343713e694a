import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { AddressInfo } from 'node:net';

type Callback = (error: Error | null, answer: string) => void;
type Job = readonly [question: string, callback: Callback];

/**
 * Does what a database driver with callbacks does: it has a few shared sockets and a queue of queries, and calls back
 * from the socket's `data`. A socket is made when it is first needed, so it calls back in the context of the request
 * that first needed it.
 */
export class SocketPool {
  readonly #server: Server;
  readonly #size: number;
  readonly #sockets: Socket[] = [];
  readonly #idle: Socket[] = [];
  readonly #waiting: Job[] = [];
  readonly #running = new Map<Socket, Callback>();

  static async open(size: number): Promise<SocketPool> {
    const server = createServer((socket) => {
      // Answers in a later turn, as a server that reads a disk would.
      createInterface(socket).on('line', (line) => setImmediate(() => socket.write(`${line}\n`)));
      socket.on('error', () => {});
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new SocketPool(server, size);
  }

  private constructor(server: Server, size: number) {
    this.#server = server;
    this.#size = size;
  }

  query(question: string, callback: Callback): void {
    this.#waiting.push([question, callback]);
    this.#next();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #next(): void {
    if (this.#waiting.length === 0) return;
    const socket = this.#idle.pop() ?? this.#connect();
    if (socket === undefined) return;
    const [question, callback] = this.#waiting.shift() as Job;
    this.#running.set(socket, callback);
    socket.write(`${question}\n`);
  }

  #connect(): Socket | undefined {
    if (this.#sockets.length === this.#size) return undefined;
    const socket = connect((this.#server.address() as AddressInfo).port, '127.0.0.1');
    this.#sockets.push(socket);
    socket.on('error', () => {});
    createInterface(socket).on('line', (line) => {
      const callback = this.#running.get(socket);
      this.#running.delete(socket);
      this.#idle.push(socket);
      // The next query goes out first, and in this one's context.
      this.#next();
      callback?.(null, line);
    });
    return socket;
  }
}

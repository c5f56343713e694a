import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

/** A PostgreSQL that npm alone brings: the real one, compiled to WebAssembly, behind a socket. */
export class PostgresServer {
  readonly #database: PGlite;
  readonly #server: PGLiteSocketServer;

  static async open(): Promise<PostgresServer> {
    const db = await PGlite.create();
    const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0, maxConnections: 10 });
    await server.start();
    return new PostgresServer(db, server);
  }

  private constructor(database: PGlite, server: PGLiteSocketServer) {
    this.#database = database;
    this.#server = server;
  }

  get port(): number {
    return Number(this.#server.getServerConn().split(':').at(-1));
  }

  async close(): Promise<void> {
    await this.#server.stop();
    await this.#database.close();
  }
}

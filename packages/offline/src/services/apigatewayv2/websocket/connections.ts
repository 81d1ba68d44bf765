import type { WebSocket } from "ws";
import type { Authorized } from "../authorizers/authorized";

/** A client that is connected. */
export interface Connection {
  id: string;
  apiId: string;
  stage: string;
  socket: WebSocket;
  sourceIp: string;
  userAgent: string | undefined;
  /** What the authorizer said when it connected. */
  authorized: Authorized | undefined;
  /** Milliseconds since the epoch. */
  connectedAt: number;
  lastActiveAt: number;
}

/** What is told of connections. */
export interface Listener {
  hear(connection: Connection, body: string): Promise<void>;
  leave(connection: Connection, code: number, reason: string): Promise<void>;
}

/** How long a client may take to say goodbye, in milliseconds. */
const patience = 500;

/** The clients that are connected, of all WebSocket APIs: they stay while the program is loaded again. */
export class Connections {
  private readonly byId = new Map<string, Connection>();
  private listener: Listener | undefined;

  constructor(private readonly log: (text: string) => void) {}

  /**
   * From now on tells of all connections here.
   *
   * @param isThere whether a connection's API is served still; others end
   */
  tell(listener: Listener, isThere: (connection: Connection) => boolean): void {
    this.listener = listener;
    this.end((connection) => !isThere(connection));
  }

  add(connection: Connection): void {
    this.byId.set(connection.id, connection);
  }

  find(id: string): Connection | undefined {
    return this.byId.get(id);
  }

  heard(connection: Connection, body: string): void {
    this.listener?.hear(connection, body).catch((error: unknown) => this.log(`a message was lost: ${String(error)}`));
  }

  left(connection: Connection, code: number, reason: string): void {
    this.byId.delete(connection.id);
    this.listener
      ?.leave(connection, code, reason)
      .catch((error: unknown) => this.log(`nobody was told that a client has gone: ${String(error)}`));
  }

  /** Ends all: the host ends, and tells nobody of it. */
  close(): void {
    this.listener = undefined;
    this.end(() => true);
  }

  private end(isOver: (connection: Connection) => boolean): void {
    for (const connection of this.byId.values()) {
      if (!isOver(connection)) continue;
      connection.socket.close(1001, "Going away");
      setTimeout(() => connection.socket.terminate(), patience);
    }
  }
}

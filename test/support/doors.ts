import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { pipeline } from "node:stream";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";

/** A way to a server that listens elsewhere. */
export interface Door {
  /** TCP port on loopback; 0 for a path. */
  port: number;
  close(): Promise<void>;
}

/** Lets connections through, in both directions. */
const through = (connect: () => Socket) => (socket: Socket) => pipeline(socket, connect(), socket, () => undefined);

async function open(server: Server, path?: string): Promise<Door> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => sockets.add(socket.on("close", () => sockets.delete(socket))));
  server.listen(path ?? { host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      if (server.close().listening) await once(server, "close");
    },
  };
}

/** A door by plain TCP, or by a Unix socket at `path`. */
export const plainDoor = (connect: () => Socket, path?: string): Promise<Door> =>
  open(createServer(through(connect)), path);

/** A door by TLS: it lets those in who show a certificate that `ca` signed. */
export const tlsDoor = (connect: () => Socket, options: Pick<TlsOptions, "ca" | "cert" | "key">): Promise<Door> =>
  open(createTlsServer({ ...options, requestCert: true, rejectUnauthorized: true }, through(connect)));

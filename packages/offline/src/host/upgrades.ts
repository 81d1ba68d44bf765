import { type IncomingMessage, type Server, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { hasBody } from "../protocol/http-body";
import { split } from "./answer";
import type { Behind } from "./behind";
import { usualPatience } from "./connections";
import type { PortOptions } from "./port";
import { serve, type Served } from "./server";

/**
 * Has a server hand over connections that turn to another protocol, while the program that is served has any use for
 * them. Without a listener Node.js ignores what clients offer, such as HTTP/2, and serves their requests; with one it hands
 * over all that offer something.
 */
export function takeUpgrades(
  server: Server,
  behind: Behind<Served>,
  { onError, patience = usualPatience }: Pick<PortOptions, "onError" | "patience">,
): void {
  const take = async (message: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const served = behind.now ?? (await behind.parts);
    const [path, query] = split(message.url ?? "/");
    const door = served.upgrades.find((one) => one.owns(path));
    const isWebSocket = message.headers.upgrade?.toLowerCase() === "websocket";
    if (door && isWebSocket && served.isKnownHost(message)) return door.upgrade(message, socket, head, path, query);
    const response = new ServerResponse(message);
    response.shouldKeepAlive = false;
    if (!(socket instanceof Socket)) return void socket.destroy();
    response.assignSocket(socket);
    response.once("finish", () => socket.end());
    // What follows such a request has been left unread: a body of it cannot be told from another protocol.
    if (hasBody(message)) return void response.writeHead(400).end();
    await serve(message, response, served, patience);
  };
  const listener = (message: IncomingMessage, socket: Duplex, head: Buffer): void => {
    take(message, socket, head).catch((error: unknown) => {
      onError(error);
      socket.destroy();
    });
  };
  behind.onOpen = ({ upgrades }) => {
    server.off("upgrade", listener);
    if (upgrades.length > 0) server.on("upgrade", listener);
  };
}
